// How a brotli meta-block header writes prefix codes and context maps (RFC 7932,
// sections 3.4, 3.5, 7.3 and 9.2).
#pragma once

#include <dusk/core/codec/prefix_code.hpp>

namespace dusk::brotli {

/// A base value and the number of extra bits added to it.
struct Range {
    std::uint32_t base = 0;
    std::uint8_t extra_bits = 0;
};

inline Step<std::uint32_t> read_in_range(BitReader& in, Range range) noexcept {
    auto extra = in.take(range.extra_bits);
    if (extra) *extra += range.base;
    return extra;
}

/// Which prefix code serves each context.
struct ContextMap {
    Bytes code_of_context;
    std::size_t code_count = 1;
};

/// A prefix code over the symbols below `alphabet_size`, simple or complex (sections 3.4 and 3.5).
Step<PrefixCode> read_prefix_code(BitReader& in, std::size_t alphabet_size);
/// A number from 1 to 256 (section 9.2, NBLTYPES and NTREES).
Step<std::size_t> read_count(BitReader& in) noexcept;
/// The number of codes and, where there is more than one, the map of `size` contexts (section 7.3).
Step<ContextMap> read_context_map(BitReader& in, std::size_t size);

}  // namespace dusk::brotli
