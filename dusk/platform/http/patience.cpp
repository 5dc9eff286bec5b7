#include <algorithm>
#include <atomic>
#include <thread>

#include <dusk/platform/http/patience.hpp>

namespace dusk::http {
namespace {

constexpr unsigned SKIPS_MAX = 1024;

/// Of the whole process: it has as many processors, however many servers.
std::atomic<unsigned> awake_loops = 0;

}  // namespace

void Patience::awake() noexcept { awake_loops.fetch_add(1, std::memory_order_relaxed); }
void Patience::asleep() noexcept { awake_loops.fetch_sub(1, std::memory_order_relaxed); }

bool Patience::has_room() noexcept {
    static const unsigned processors = std::thread::hardware_concurrency();
    return awake_loops.load(std::memory_order_relaxed) <= processors / 2;
}

void Patience::found(Duration after) noexcept {
    if (after <= limit_ && skips_left_ == 0) skips_ = 1;
    if (skips_left_ > 0) --skips_left_;
    // A thread that had to be woken came late: half of the time may be that.
    is_busy_ = after <= 2 * limit_;
}

void Patience::gave_up() noexcept {
    skips_left_ = skips_;
    skips_ = std::min(2 * skips_, SKIPS_MAX);
}

}  // namespace dusk::http
