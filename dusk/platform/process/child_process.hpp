// A child process whose output is read line by line. The child ends with its parent
// (PR_SET_PDEATHSIG).
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace dusk::process {

class ChildProcess {
public:
    /// Called for each line of the child's stdout and stderr, from a thread of the ChildProcess.
    using LineSink = std::function<void(std::string_view)>;

    /// Starts argv[0] with argv. Error: what the system says.
    static std::expected<std::unique_ptr<ChildProcess>, std::string> start(
        const std::vector<std::string>& argv, LineSink sink);

    /// Kills the child if it still runs.
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    pid_t pid() const noexcept { return pid_; }
    /// The exit status (128 + signal for a killed child) once it has ended.
    std::optional<int> exit_status();
    /// SIGTERM, then SIGKILL after `grace`. Returns the exit status.
    int stop(std::chrono::milliseconds grace);

private:
    ChildProcess(pid_t pid, int output, LineSink sink);

    pid_t pid_;
    std::optional<int> status_;
    std::thread reader_;
};

/// The path of the running program.
std::string own_executable();

}  // namespace dusk::process
