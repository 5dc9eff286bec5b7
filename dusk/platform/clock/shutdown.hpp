// Orderly end of a process: SIGINT and SIGTERM become a condition that threads wait on.
// A second signal while the first is being served ends the process at once (exit code 130).
#pragma once

#include <chrono>
#include <expected>
#include <string>

namespace dusk {

/// One per process at a time: construction installs the signal handlers, destruction restores them.
class ShutdownSignal {
public:
    ShutdownSignal();
    ~ShutdownSignal();
    ShutdownSignal(const ShutdownSignal&) = delete;
    ShutdownSignal& operator=(const ShutdownSignal&) = delete;

    /// Blocks until a signal came or request() was called.
    void wait() const;
    /// The same with a limit; true if shutdown was requested.
    bool wait_for(std::chrono::milliseconds duration) const;
    bool requested() const noexcept;
    /// As if a signal had come.
    void request() noexcept;
};

/// The kernel sends SIGTERM to this process when its parent dies. `expected_parent` is the pid the
/// parent told its child (0: do not compare): the error says that the parent is already gone.
std::expected<void, std::string> end_with_parent(int expected_parent = 0);

}  // namespace dusk
