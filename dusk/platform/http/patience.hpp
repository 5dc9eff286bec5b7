// Whether a loop that has nothing to do looks for events for a while before it sleeps. To wake a
// thread whose processor sleeps takes tens of microseconds, longer than to answer a request: one
// client that asks again as soon as it has its answer gets many more answers this way. The price is
// processor time. It is paid only while events keep coming that soon, ever more rarely where it is
// paid in vain, and only as long as half of the processors are left to others.
#pragma once

#include <chrono>

namespace dusk::http {

class Patience {
public:
    using Duration = std::chrono::steady_clock::duration;

    /// A loop looks for at most `limit`; zero: never.
    explicit Patience(std::chrono::microseconds limit) : limit_(limit) {}

    Duration limit() const noexcept { return limit_; }
    /// Whether to look now.
    bool pays() const noexcept { return wants() && has_room(); }
    bool wants() const noexcept {
        return is_busy_ && skips_left_ == 0 && limit_ > Duration::zero();
    }
    /// Events came `after` the loop had nothing to do.
    void found(Duration after) noexcept;
    /// The loop has looked in vain.
    void gave_up() noexcept;

    /// Counts the loops of the process that do not sleep.
    static void awake() noexcept;
    static void asleep() noexcept;
    /// Whether they leave half of the processors to others.
    static bool has_room() noexcept;

private:
    const Duration limit_;
    bool is_busy_ = false;  ///< events come soon after one another
    /// Chances to look that are let pass after the next try in vain, and before the next try.
    unsigned skips_ = 1;
    unsigned skips_left_ = 0;
};

}  // namespace dusk::http
