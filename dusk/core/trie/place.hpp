// Where a trie node stands: which trie, and the nibbles that lead to it. A source that keeps nodes
// by place finds them without their hash; the hash then tells whether it is the right one.
#pragma once

#include <compare>

#include <dusk/core/base/bytes.hpp>

namespace dusk {

/// Up to 64 nibbles, two to a byte. Of longer ones the first 64: only tries with keys of more than
/// 32 bytes have them, and none of those is kept by place. Shorter paths come first in order.
class TriePath {
public:
    static constexpr std::size_t NIBBLES_MAX = 64;

    constexpr TriePath() = default;
    /// One nibble a byte.
    explicit constexpr TriePath(BytesView nibbles) noexcept
        : size_(static_cast<std::uint8_t>(std::min(nibbles.size(), NIBBLES_MAX))) {
        for (std::size_t i = 0; i < size_; ++i)
            packed_[i / 2] =
                static_cast<std::uint8_t>(packed_[i / 2] | nibbles[i] << (i % 2 == 0 ? 4 : 0));
    }
    /// The form of packed(); `size` is at most 64.
    static constexpr TriePath from_packed(std::size_t size, BytesView packed) noexcept {
        TriePath path;
        path.size_ = static_cast<std::uint8_t>(size);
        path.packed_ = Hash32::from(packed);
        return path;
    }

    /// In nibbles.
    constexpr std::size_t size() const noexcept { return size_; }
    /// The last byte ends with a zero nibble if the size is odd.
    constexpr BytesView packed() const noexcept { return packed_.view().first((size_ + 1U) / 2); }

    friend constexpr auto operator<=>(const TriePath&, const TriePath&) = default;

private:
    std::uint8_t size_ = 0;
    Hash32 packed_;
};

struct NodePlace {
    /// keccak256 of the address whose storage it is; zero: the trie of accounts.
    Hash32 owner;
    TriePath path;
    friend constexpr auto operator<=>(const NodePlace&, const NodePlace&) = default;
};

}  // namespace dusk
