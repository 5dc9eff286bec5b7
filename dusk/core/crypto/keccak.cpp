// Keccak-f[1600] and the two sponges over it with rate 136 (FIPS 202, sections 3 and 4).
#include <bit>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/crypto/hash.hpp>

namespace dusk {
namespace {

using Lane = std::uint64_t;

constexpr std::size_t RATE = 136;
constexpr std::size_t RATE_LANES = RATE / 8;
constexpr std::uint8_t KECCAK_PADDING = 0x01;
constexpr std::uint8_t SHA3_PADDING = 0x06;

// FIPS 202, algorithm 6 (iota).
constexpr Lane ROUND_CONSTANTS[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
    0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
    0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
    0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

[[gnu::always_inline]] inline void chi_row(Lane* e, Lane b0, Lane b1, Lane b2, Lane b3,
                                           Lane b4) noexcept {
    e[0] = b0 ^ (~b1 & b2);
    e[1] = b1 ^ (~b2 & b3);
    e[2] = b2 ^ (~b3 & b4);
    e[3] = b3 ^ (~b4 & b0);
    e[4] = b4 ^ (~b0 & b1);
}

/// One round from state a to state e, lane (x, y) at 5y + x. All indices are constants, so that
/// the lanes live in registers.
[[gnu::always_inline]] inline void round(const Lane* a, Lane* e, Lane round_constant) noexcept {
    const Lane c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];  // theta
    const Lane c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
    const Lane c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
    const Lane c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
    const Lane c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
    const Lane d0 = c4 ^ std::rotl(c1, 1);
    const Lane d1 = c0 ^ std::rotl(c2, 1);
    const Lane d2 = c1 ^ std::rotl(c3, 1);
    const Lane d3 = c2 ^ std::rotl(c4, 1);
    const Lane d4 = c3 ^ std::rotl(c0, 1);
    // rho and pi choose lane and rotation; each call is one row of chi.
    chi_row(e + 0, a[0] ^ d0, std::rotl(a[6] ^ d1, 44), std::rotl(a[12] ^ d2, 43),
            std::rotl(a[18] ^ d3, 21), std::rotl(a[24] ^ d4, 14));
    chi_row(e + 5, std::rotl(a[3] ^ d3, 28), std::rotl(a[9] ^ d4, 20), std::rotl(a[10] ^ d0, 3),
            std::rotl(a[16] ^ d1, 45), std::rotl(a[22] ^ d2, 61));
    chi_row(e + 10, std::rotl(a[1] ^ d1, 1), std::rotl(a[7] ^ d2, 6), std::rotl(a[13] ^ d3, 25),
            std::rotl(a[19] ^ d4, 8), std::rotl(a[20] ^ d0, 18));
    chi_row(e + 15, std::rotl(a[4] ^ d4, 27), std::rotl(a[5] ^ d0, 36), std::rotl(a[11] ^ d1, 10),
            std::rotl(a[17] ^ d2, 15), std::rotl(a[23] ^ d3, 56));
    chi_row(e + 20, std::rotl(a[2] ^ d2, 62), std::rotl(a[8] ^ d3, 55), std::rotl(a[14] ^ d4, 39),
            std::rotl(a[15] ^ d0, 41), std::rotl(a[21] ^ d1, 2));
    e[0] ^= round_constant;  // iota
}

void keccak_f1600(Lane (&state)[25]) noexcept {
    Lane a[25];
    Lane e[25];
    for (std::size_t i = 0; i < 25; ++i) a[i] = state[i];
    for (std::size_t i = 0; i < 24; i += 2) {
        round(a, e, ROUND_CONSTANTS[i]);
        round(e, a, ROUND_CONSTANTS[i + 1]);
    }
    for (std::size_t i = 0; i < 25; ++i) state[i] = a[i];
}

/// Absorbs the message, pads it with `padding` … 0x80, and squeezes 32 bytes.
Hash32 sponge(BytesView message, std::uint8_t padding) noexcept {
    Lane state[25]{};
    while (message.size() >= RATE) {
        for (std::size_t i = 0; i < RATE_LANES; ++i)
            state[i] ^= load_le<Lane>(message.subspan(8 * i, 8));
        keccak_f1600(state);
        message = message.subspan(RATE);
    }
    std::size_t lane = 0;
    for (; message.size() >= 8; message = message.subspan(8))
        state[lane++] ^= load_le<Lane>(message);
    Lane last = Lane{padding} << (8 * message.size());
    for (std::size_t i = 0; i < message.size(); ++i) last |= Lane{message[i]} << (8 * i);
    state[lane] ^= last;
    state[RATE_LANES - 1] ^= Lane{0x80} << 56;
    keccak_f1600(state);
    Hash32 digest;
    for (std::size_t i = 0; i < 4; ++i) store_le(digest.data() + 8 * i, state[i]);
    return digest;
}

}  // namespace

Hash32 keccak256(BytesView message) noexcept { return sponge(message, KECCAK_PADDING); }

Hash32 sha3_256(BytesView message) noexcept { return sponge(message, SHA3_PADDING); }

}  // namespace dusk
