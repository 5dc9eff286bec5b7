#include <cstdio>
#include <mutex>

#include <dusk/cli/supervisor.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::cli {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds BACKOFF_MAX{10'000};
/// A child that ran this long starts again without a longer wait.
constexpr std::chrono::seconds STABLE_AFTER{30};
constexpr std::chrono::seconds STOP_GRACE{10};

void print_line(std::string_view line) {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fputc('\n', stderr);
}

}  // namespace

std::expected<void, std::string> Supervisor::start(const std::string& name,
                                                   std::vector<std::string> arguments) {
    Role role{.name = name, .argv = std::move(arguments), .child = nullptr};
    role.argv.insert(role.argv.begin(), process::own_executable());
    DUSK_TRY_VOID(launch(role));
    roles_.push_back(std::move(role));
    on_change_();
    return {};
}

std::expected<void, std::string> Supervisor::launch(Role& role) {
    DUSK_TRY(child, process::ChildProcess::start(role.argv, print_line));
    role.child = std::move(child);
    role.started = steady_clock::now();
    return {};
}

void Supervisor::tend() {
    const auto now = steady_clock::now();
    for (auto& role : roles_) {
        if (role.child) {
            const auto status = role.child->exit_status();
            if (!status) continue;
            role.child.reset();
            if (now - role.started > STABLE_AFTER) role.backoff = std::chrono::milliseconds{500};
            role.due = now + role.backoff;
            log::warn("devnet", "a process ended and will be started again",
                      {{"process", role.name},
                       {"exit_status", *status},
                       {"wait_ms", role.backoff.count()}});
            role.backoff = std::min(role.backoff * 2, BACKOFF_MAX);
            on_change_();
        } else if (now >= role.due) {
            if (const auto launched = launch(role); !launched) {
                log::error("devnet", "cannot start {}: {}", role.name, launched.error());
                role.due = now + role.backoff;
                continue;
            }
            on_change_();
        }
    }
}

const std::string* Supervisor::first_ended() {
    for (auto& role : roles_)
        if (!role.child || role.child->exit_status()) return &role.name;
    return nullptr;
}

void Supervisor::stop() {
    for (auto role = roles_.rbegin(); role != roles_.rend(); ++role)
        if (role->child) role->child->stop(STOP_GRACE);
    roles_.clear();
}

std::vector<Supervisor::Running> Supervisor::running() const {
    std::vector<Running> result;
    for (const auto& role : roles_)
        result.push_back({role.name, role.child ? role.child->pid() : 0});
    return result;
}

}  // namespace dusk::cli
