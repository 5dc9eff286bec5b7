// Input for benchmarks of hashes and curves.
#pragma once

#include <dusk/core/base/endian.hpp>
#include <dusk/core/crypto/hash.hpp>

namespace dusk {

/// Bytes without structure, the same in every run.
inline Bytes noise(std::size_t size, std::uint64_t seed) {
    Bytes out;
    for (std::uint64_t i = 0; out.size() < size; ++i) {
        Bytes input;
        append_be(input, seed);
        append_be(input, i);
        append(out, keccak256(input));
    }
    out.resize(size);
    return out;
}

}  // namespace dusk
