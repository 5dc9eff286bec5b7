#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/clock/shutdown.hpp>

namespace dusk {
namespace {

// A signal handler reaches only what has static storage, through async-signal-safe calls.
std::atomic<int> signal_event{-1};
std::atomic<bool> signal_seen{false};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

struct sigaction previous_interrupt;
struct sigaction previous_terminate;

void wake(int event) noexcept {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(event, &one, sizeof one);
}

void on_signal(int) {
    const int saved = errno;
    if (signal_seen.exchange(true)) ::_exit(130);
    wake(signal_event.load());
    errno = saved;
}

/// True once the event is set; it stays set, so that every waiter sees it.
bool wait_event(int event, int timeout_ms) {
    pollfd item{.fd = event, .events = POLLIN, .revents = 0};
    return ::poll(&item, 1, timeout_ms) > 0;
}

}  // namespace

ShutdownSignal::ShutdownSignal() {
    DUSK_CHECK(signal_event.load() == -1);
    const int event = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    DUSK_CHECK(event >= 0);
    signal_seen = false;
    signal_event = event;
    struct sigaction action{};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGINT, &action, &previous_interrupt);
    ::sigaction(SIGTERM, &action, &previous_terminate);
}

ShutdownSignal::~ShutdownSignal() {
    ::sigaction(SIGINT, &previous_interrupt, nullptr);
    ::sigaction(SIGTERM, &previous_terminate, nullptr);
    ::close(signal_event.exchange(-1));
}

void ShutdownSignal::wait() const {
    while (!wait_event(signal_event.load(), -1)) {
    }
}

bool ShutdownSignal::wait_for(std::chrono::milliseconds duration) const {
    const auto end = std::chrono::steady_clock::now() + duration;
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        const auto slice_ms = std::clamp<std::int64_t>(left.count(), 0, 3'600'000);
        if (wait_event(signal_event.load(), static_cast<int>(slice_ms))) return true;
        if (left.count() <= 0) return false;
    }
}

bool ShutdownSignal::requested() const noexcept { return wait_event(signal_event.load(), 0); }

void ShutdownSignal::request() noexcept { wake(signal_event.load()); }

std::expected<void, std::string> end_with_parent(int expected_parent) {
    if (::prctl(PR_SET_PDEATHSIG, SIGTERM) != 0)
        return std::unexpected(std::string{"prctl: "} + std::strerror(errno));
    // The parent may have died before the call: then no signal will come.
    if (expected_parent != 0 && ::getppid() != expected_parent)
        return std::unexpected(std::string{"the parent process is gone"});
    return {};
}

}  // namespace dusk
