// Time as an interface, so that tests can lie (STYLE rule 13). Wall time is Unix time; steady time
// counts from an arbitrary start and never goes back.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace dusk {

using Milliseconds = std::chrono::milliseconds;

class Clock {
public:
    virtual ~Clock() = default;
    /// Unix time.
    virtual std::uint64_t now_ms() const = 0;
    virtual std::uint64_t steady_ms() const = 0;
    virtual void sleep(Milliseconds duration) = 0;

    std::uint64_t now_s() const { return now_ms() / 1000; }
};

/// The machine's clock. It has no state: one object serves everybody.
Clock& system_clock() noexcept;

/// A clock that moves only by advance(); sleepers wake when their time has come. Thread-safe.
class ManualClock final : public Clock {
public:
    explicit ManualClock(std::uint64_t start_ms) : now_ms_(start_ms), start_ms_(start_ms) {}
    std::uint64_t now_ms() const override;
    std::uint64_t steady_ms() const override;
    void sleep(Milliseconds duration) override;
    void advance(Milliseconds duration);

private:
    mutable std::mutex mutex_;
    std::condition_variable moved_;
    std::uint64_t now_ms_;
    std::uint64_t start_ms_;
};

}  // namespace dusk
