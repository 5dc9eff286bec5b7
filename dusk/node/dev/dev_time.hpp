// DevTime: the time of a developer chain's blocks: the clock's, moved as the user wants. Not
// thread-safe: its chain guards it.
#pragma once

#include <cstdint>
#include <optional>

namespace dusk::dev {

/// The last time that a block may have, and the most seconds that lie between two times that a
/// caller gives: sums of some of them stay far within 64 bits.
inline constexpr std::uint64_t TIME_MAX_S = std::uint64_t{1} << 48;

class DevTime {
public:
    /// How far the chain is from the clock, in seconds.
    std::int64_t offset_s() const noexcept { return offset_s_; }
    void set_offset_s(std::int64_t offset_s) noexcept { offset_s_ = offset_s; }

    /// The chain goes on from a head at `head_time`, which may be ahead of the clock.
    void catch_up(std::uint64_t head_time);
    /// The new offset.
    std::int64_t increase(std::uint64_t seconds);
    std::int64_t set(std::uint64_t timestamp);
    void set_next(std::uint64_t timestamp) { next_ = timestamp; }
    /// Between blocks; none: by the clock.
    void set_interval(std::optional<std::uint64_t> seconds) { interval_s_ = seconds; }

    /// Of a block after one at `parent_time`, `interval_s` after it if that is not 0.
    std::uint64_t after(std::uint64_t parent_time, std::uint64_t interval_s) const;
    /// A block was made: what was meant for it alone is over.
    void block_made();
    /// What was meant for the next block is not meant any more.
    void forget_next() { next_.reset(); }

private:
    std::int64_t offset_s_ = 0;
    std::optional<std::uint64_t> interval_s_;
    std::optional<std::uint64_t> next_;
};

}  // namespace dusk::dev
