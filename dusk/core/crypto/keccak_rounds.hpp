// Keccak-p[1600, 24] over any type of lane: 64 bits, or a vector of 64-bit words, which permutes as
// many states at once. Spec: FIPS 202, section 3.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dusk::keccak {

// FIPS 202, algorithm 6 (iota).
inline constexpr std::uint64_t ROUND_CONSTANTS[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
    0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
    0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
    0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

/// The rows' lanes after theta, rho and pi go through chi to e[0..4].
template <class Lane>
[[gnu::always_inline]] inline void chi_row(Lane* e, const Lane& b0, const Lane& b1, const Lane& b2,
                                           const Lane& b3, const Lane& b4) noexcept {
    e[0] = b0 ^ (~b1 & b2);
    e[1] = b1 ^ (~b2 & b3);
    e[2] = b2 ^ (~b3 & b4);
    e[3] = b3 ^ (~b4 & b0);
    e[4] = b4 ^ (~b0 & b1);
}

/// One round from state a to state e, lane (x, y) at 5y + x. All indices are constants, so that
/// the lanes live in registers.
template <class Lane>
[[gnu::always_inline]] inline void round(const Lane* a, Lane* e,
                                         std::uint64_t round_constant) noexcept {
#define DUSK_ROTATED(value, count) (((value) << (count)) | ((value) >> (64 - (count))))
    const Lane c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];  // theta
    const Lane c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
    const Lane c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
    const Lane c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
    const Lane c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
    const Lane d0 = c4 ^ DUSK_ROTATED(c1, 1);
    const Lane d1 = c0 ^ DUSK_ROTATED(c2, 1);
    const Lane d2 = c1 ^ DUSK_ROTATED(c3, 1);
    const Lane d3 = c2 ^ DUSK_ROTATED(c4, 1);
    const Lane d4 = c3 ^ DUSK_ROTATED(c0, 1);
    // rho and pi choose lane and rotation; each call is one row of chi.
    chi_row<Lane>(e + 0, a[0] ^ d0, DUSK_ROTATED(a[6] ^ d1, 44), DUSK_ROTATED(a[12] ^ d2, 43),
                  DUSK_ROTATED(a[18] ^ d3, 21), DUSK_ROTATED(a[24] ^ d4, 14));
    chi_row<Lane>(e + 5, DUSK_ROTATED(a[3] ^ d3, 28), DUSK_ROTATED(a[9] ^ d4, 20),
                  DUSK_ROTATED(a[10] ^ d0, 3), DUSK_ROTATED(a[16] ^ d1, 45),
                  DUSK_ROTATED(a[22] ^ d2, 61));
    chi_row<Lane>(e + 10, DUSK_ROTATED(a[1] ^ d1, 1), DUSK_ROTATED(a[7] ^ d2, 6),
                  DUSK_ROTATED(a[13] ^ d3, 25), DUSK_ROTATED(a[19] ^ d4, 8),
                  DUSK_ROTATED(a[20] ^ d0, 18));
    chi_row<Lane>(e + 15, DUSK_ROTATED(a[4] ^ d4, 27), DUSK_ROTATED(a[5] ^ d0, 36),
                  DUSK_ROTATED(a[11] ^ d1, 10), DUSK_ROTATED(a[17] ^ d2, 15),
                  DUSK_ROTATED(a[23] ^ d3, 56));
    chi_row<Lane>(e + 20, DUSK_ROTATED(a[2] ^ d2, 62), DUSK_ROTATED(a[8] ^ d3, 55),
                  DUSK_ROTATED(a[14] ^ d4, 39), DUSK_ROTATED(a[15] ^ d0, 41),
                  DUSK_ROTATED(a[21] ^ d1, 2));
    e[0] ^= round_constant;  // iota
#undef DUSK_ROTATED
}

template <class Lane>
[[gnu::always_inline]] inline void permute(Lane (&state)[25]) noexcept {
    Lane a[25];
    Lane e[25];
    for (std::size_t i = 0; i < 25; ++i) a[i] = state[i];
    for (std::size_t i = 0; i < 24; i += 2) {
        round(a, e, ROUND_CONSTANTS[i]);
        round(e, a, ROUND_CONSTANTS[i + 1]);
    }
    for (std::size_t i = 0; i < 25; ++i) state[i] = a[i];
}

}  // namespace dusk::keccak
