#include <algorithm>

#include <dusk/node/dev/dev_time.hpp>
#include <dusk/platform/clock/clock.hpp>

namespace dusk::dev {
namespace {

std::int64_t clock_s() { return static_cast<std::int64_t>(system_clock().now_s()); }

}  // namespace

void DevTime::catch_up(std::uint64_t head_time) {
    offset_s_ = std::max(offset_s_, static_cast<std::int64_t>(head_time) - clock_s());
}

std::int64_t DevTime::increase(std::uint64_t seconds) {
    const auto sum = offset_s_ + static_cast<std::int64_t>(seconds);
    offset_s_ = std::min(sum, static_cast<std::int64_t>(TIME_MAX_S));
    return offset_s_;
}

std::int64_t DevTime::set(std::uint64_t timestamp) {
    offset_s_ = static_cast<std::int64_t>(timestamp) - clock_s();
    return offset_s_;
}

std::uint64_t DevTime::after(std::uint64_t parent_time, std::uint64_t interval_s) const {
    if (next_) return *next_;
    if (interval_s != 0) return parent_time + interval_s;
    if (interval_s_) return parent_time + std::max<std::uint64_t>(1, *interval_s_);
    const auto now = std::max<std::int64_t>(0, clock_s() + offset_s_);
    return std::max(parent_time + 1, static_cast<std::uint64_t>(now));
}

void DevTime::block_made() {
    if (next_) set(*next_);
    next_.reset();
}

}  // namespace dusk::dev
