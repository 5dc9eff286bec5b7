// How much the canonical blocks that are not in the trie tables yet have to bring there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>

namespace dusk::store {

/// A layer each, of consecutive blocks.
class Unflushed {
public:
    /// Of a layer that is not in memory: nobody knows.
    static constexpr std::size_t SIZE_UNKNOWN = std::numeric_limits<std::size_t>::max() / 2;

    void push(std::size_t layer_size) { sizes_.push_back(layer_size); }
    /// Only the oldest `count` are left.
    void unwind_to(std::uint64_t count) {
        while (sizes_.size() > count) sizes_.pop_back();
    }
    /// The oldest `count` are flushed.
    void drop_oldest(std::uint64_t count) {
        for (; count > 0 && !sizes_.empty(); --count) sizes_.pop_front();
    }
    std::uint64_t count() const noexcept { return sizes_.size(); }
    /// How many of the newest take no more than `bytes_max` together; at most `count_max`.
    std::uint64_t newest_within(std::uint64_t count_max, std::size_t bytes_max) const {
        std::uint64_t count = 0;
        auto room = bytes_max;
        for (auto size = sizes_.rbegin(); size != sizes_.rend() && count < count_max; ++size) {
            if (*size > room) break;
            room -= *size;
            ++count;
        }
        return count;
    }
    bool fit(std::uint64_t count_max, std::size_t bytes_max) const {
        return newest_within(count_max, bytes_max) == count();
    }

private:
    std::deque<std::size_t> sizes_;
};

}  // namespace dusk::store
