#include <thread>

#include <dusk/platform/clock/clock.hpp>

namespace dusk {
namespace {

template <class SomeClock>
std::uint64_t milliseconds_of() {
    const auto since = SomeClock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<Milliseconds>(since).count());
}

class SystemClock final : public Clock {
public:
    std::uint64_t now_ms() const override { return milliseconds_of<std::chrono::system_clock>(); }
    std::uint64_t steady_ms() const override {
        return milliseconds_of<std::chrono::steady_clock>();
    }
    void sleep(Milliseconds duration) override { std::this_thread::sleep_for(duration); }
};

}  // namespace

Clock& system_clock() noexcept {
    static SystemClock clock;
    return clock;
}

std::uint64_t ManualClock::now_ms() const {
    const std::scoped_lock lock(mutex_);
    return now_ms_;
}

std::uint64_t ManualClock::steady_ms() const {
    const std::scoped_lock lock(mutex_);
    return now_ms_ - start_ms_;
}

void ManualClock::sleep(Milliseconds duration) {
    if (duration <= Milliseconds::zero()) return;
    std::unique_lock lock(mutex_);
    const auto end_ms = now_ms_ + static_cast<std::uint64_t>(duration.count());
    moved_.wait(lock, [&] { return now_ms_ >= end_ms; });
}

void ManualClock::advance(Milliseconds duration) {
    {
        const std::scoped_lock lock(mutex_);
        now_ms_ += static_cast<std::uint64_t>(duration.count());
    }
    moved_.notify_all();
}

}  // namespace dusk
