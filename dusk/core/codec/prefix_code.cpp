#include <dusk/core/codec/prefix_code.hpp>

namespace dusk {
namespace {

using Counts = std::uint16_t[PrefixCode::LENGTH_MAX + 1];

unsigned longest(const Counts& counts) noexcept {
    unsigned length = PrefixCode::LENGTH_MAX;
    while (length > 0 && counts[length] == 0) --length;
    return length;
}

PrefixCode::Shape shape_of(const Counts& counts, unsigned length_max) noexcept {
    using enum PrefixCode::Shape;
    if (length_max == 0) return empty;
    std::int32_t left = 1;
    for (unsigned length = 1; length <= length_max; ++length) {
        left = 2 * left - counts[length];
        if (left < 0) return oversubscribed;
    }
    if (left == 0) return complete;
    return length_max == 1 ? single : incomplete;
}

/// The successor of a code whose bits are kept in reverse (the first one lowest).
std::uint32_t next_reversed(std::uint32_t code, unsigned length) noexcept {
    std::uint32_t bit = 1u << (length - 1);
    while ((code & bit) != 0) {
        code ^= bit;
        bit >>= 1;
    }
    return code | bit;
}

/// How many bits the codes of length `length` and more need that share one root prefix; `counts`
/// holds the codes still to come.
unsigned second_table_bits(const Counts& counts, unsigned length, unsigned length_max,
                           unsigned root_bits) noexcept {
    std::int32_t left = 1 << (length - root_bits);
    while (length < length_max) {
        left -= counts[length];
        if (left <= 0) break;
        ++length;
        left *= 2;
    }
    return length - root_bits;
}

}  // namespace

PrefixCode::Shape PrefixCode::build(std::span<const std::uint8_t> lengths) {
    DUSK_CHECK(lengths.size() <= SYMBOLS_MAX);
    Counts counts{};
    for (const auto length : lengths) ++counts[length];
    counts[0] = 0;
    const auto length_max = longest(counts);
    const auto shape = shape_of(counts, length_max);
    if (shape == Shape::incomplete || shape == Shape::oversubscribed) return shape;
    root_bits_ = std::min(length_max, ROOT_BITS_MAX);
    bits_min_ = 0;
    while (bits_min_ < length_max && counts[bits_min_] == 0) ++bits_min_;
    table_.assign(std::size_t{1} << root_bits_, Entry{});
    if (length_max > 0) fill(lengths, counts);
    return shape;
}

void PrefixCode::fill(std::span<const std::uint8_t> lengths,
                      std::uint16_t (&counts)[LENGTH_MAX + 1]) {
    const auto length_max = longest(counts);
    // Symbols in the order of their codes: by length, then by value.
    std::uint16_t offsets[LENGTH_MAX + 2]{};
    for (unsigned i = 1; i <= LENGTH_MAX; ++i)
        offsets[i + 1] = static_cast<std::uint16_t>(offsets[i] + counts[i]);
    std::array<std::uint16_t, SYMBOLS_MAX> sorted;
    const std::size_t total = offsets[LENGTH_MAX + 1];
    for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol)
        if (lengths[symbol] != 0)
            sorted[offsets[lengths[symbol]]++] = static_cast<std::uint16_t>(symbol);

    std::uint32_t code = 0;  // reversed
    const std::uint32_t root_mask = (1u << root_bits_) - 1;
    std::uint32_t prefix = ~0u;
    std::size_t base = 0;
    unsigned index_bits = root_bits_;
    for (std::size_t i = 0; i < total; ++i) {
        const auto symbol = sorted[i];
        const unsigned length = lengths[symbol];
        unsigned dropped = 0;
        if (length > root_bits_) {
            dropped = root_bits_;
            if ((code & root_mask) != prefix) {
                prefix = code & root_mask;
                base = table_.size();
                index_bits = second_table_bits(counts, length, length_max, root_bits_);
                table_.resize(base + (std::size_t{1} << index_bits));
                table_[prefix] = {static_cast<std::uint16_t>(base),
                                  static_cast<std::uint8_t>(root_bits_ + index_bits)};
            }
        }
        const Entry entry{symbol, static_cast<std::uint8_t>(length)};
        const std::size_t step = std::size_t{1} << (length - dropped);
        for (std::size_t at = code >> dropped; at < std::size_t{1} << index_bits; at += step)
            table_[base + at] = entry;
        --counts[length];
        if (i + 1 < total) code = next_reversed(code, length);
    }
}

void PrefixCode::build_constant(std::uint16_t symbol) {
    table_.assign(1, Entry{symbol, 0});
    root_bits_ = 0;
    bits_min_ = 0;
}

}  // namespace dusk
