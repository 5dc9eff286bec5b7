// Supervisor: the child processes of a local network. It starts them, passes on what they print,
// starts one that ends again, and stops all in reverse order.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <dusk/platform/process/child_process.hpp>

namespace dusk::cli {

class Supervisor {
public:
    /// `on_change` is called after a child was started or has ended.
    explicit Supervisor(std::function<void()> on_change) : on_change_(std::move(on_change)) {}
    ~Supervisor() { stop(); }

    /// Starts `duskevm ROLE ARGUMENTS…` under `name`.
    std::expected<void, std::string> start(const std::string& name,
                                           std::vector<std::string> arguments);
    /// Looks after the children once: starts again what has ended, each time after a longer wait.
    void tend();
    /// The first child that has ended, if any: while the network starts that is an error.
    const std::string* first_ended();
    void stop();

    struct Running {
        std::string name;
        int pid = 0;
    };
    std::vector<Running> running() const;

private:
    struct Role {
        std::string name;
        std::vector<std::string> argv;
        std::unique_ptr<process::ChildProcess> child;
        std::chrono::steady_clock::time_point started{};
        std::chrono::steady_clock::time_point due{};
        std::chrono::milliseconds backoff{500};
    };
    std::expected<void, std::string> launch(Role& role);

    std::function<void()> on_change_;
    std::vector<Role> roles_;
};

}  // namespace dusk::cli
