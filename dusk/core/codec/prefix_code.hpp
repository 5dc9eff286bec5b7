// Canonical prefix (Huffman) codes of up to 15 bits, read least significant bit first, as DEFLATE
// (RFC 1951, section 3.2.2) and brotli (RFC 7932, section 3.2) have them. Decoding takes one or two
// table look-ups.
#pragma once

#include <span>
#include <vector>

#include <dusk/core/codec/bit_stream.hpp>

namespace dusk {

class PrefixCode {
public:
    static constexpr unsigned LENGTH_MAX = 15;
    static constexpr std::size_t SYMBOLS_MAX = 704;

    /// How the code lengths fill the code space.
    enum class [[nodiscard]] Shape : std::uint8_t {
        empty,
        complete,
        single,          ///< one symbol, of one bit
        incomplete,      ///< not usable
        oversubscribed,  ///< not usable
    };

    /// Builds the code from each symbol's length, zero for a symbol that is not in the code.
    Shape build(std::span<const std::uint8_t> lengths);
    /// A code of one symbol that takes no bits.
    void build_constant(std::uint16_t symbol);

    /// Makes decode() ask for at least this many bits, even where a shorter code would do.
    void require_bits(unsigned count) noexcept { bits_min_ = std::max(bits_min_, count); }

    Step<std::uint16_t> decode(BitReader& in) const noexcept {
        in.refill();
        if (in.available() < bits_min_) return std::unexpected(InflateStatus::needs_more);
        const auto bits = in.peek();
        auto entry = table_[bits & ((1u << root_bits_) - 1)];
        if (entry.bits > root_bits_) {
            const auto mask = (1u << (entry.bits - root_bits_)) - 1;
            entry = table_[entry.value + ((bits >> root_bits_) & mask)];
        }
        if (entry.value == NO_SYMBOL) [[unlikely]]
            return std::unexpected(InflateStatus::corrupt);
        if (entry.bits > in.available()) [[unlikely]]
            return std::unexpected(InflateStatus::needs_more);
        in.drop(entry.bits);
        return entry.value;
    }

private:
    static constexpr unsigned ROOT_BITS_MAX = 9;
    static constexpr std::uint16_t NO_SYMBOL = 0xffff;

    /// A symbol and its length; or, in the root table, where the second table of longer codes
    /// starts and the length of the longest code in it.
    struct Entry {
        std::uint16_t value = NO_SYMBOL;
        std::uint8_t bits = 0;
    };

    void fill(std::span<const std::uint8_t> lengths, std::uint16_t (&counts)[LENGTH_MAX + 1]);

    std::vector<Entry> table_{Entry{}};
    unsigned root_bits_ = 0;
    unsigned bits_min_ = 0;
};

}  // namespace dusk
