// The secret that hash maps mix into their keys. What a map holds is often chosen by strangers, who
// must not be able to choose keys that meet. Pure code has no source of secrets: its definition
// gives a constant, and a program that links another one (the node links platform/crypto's) has
// that take its place. The order of a map's entries depends on neither.
#pragma once

#include <cstdint>

namespace dusk {

struct HashSeed {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
};

/// The same for the whole life of the program. Any thread, at any time.
HashSeed hash_seed() noexcept;

namespace portable {

/// What everybody knows: digits of pi.
inline constexpr HashSeed HASH_SEED{0x243f6a8885a308d3, 0x13198a2e03707344};

}  // namespace portable

}  // namespace dusk
