// 256-bit arithmetic for handlers: carry chains and wide products that the compiler turns into
// adc, sbb and mulx inside functions that may use them. Words are read and written limb by limb: a
// wider load after narrower stores would wait for the store buffer. Twin: core/base/u256.hpp.
#pragma once

#include <bit>
#include <cstring>

#include <dusk/core/base/u256.hpp>

namespace dusk::evm::fast {

#define DUSK_INLINE [[gnu::always_inline]] inline

using u128 = unsigned __int128;
using Limb = std::uint64_t;

/// One limb of a word on the stack, kept in a general register.
DUSK_INLINE Limb read(const u256& word, unsigned i) {
    auto limb = word.limb[i];
    asm("" : "+r"(limb));
    return limb;
}

DUSK_INLINE void copy(u256& to, const u256& from) {
    const Limb a = read(from, 0), b = read(from, 1), c = read(from, 2), d = read(from, 3);
    to.limb[0] = a;
    to.limb[1] = b;
    to.limb[2] = c;
    to.limb[3] = d;
}

DUSK_INLINE void assign(u256& to, Limb low) {
    to.limb[0] = low;
    to.limb[1] = to.limb[2] = to.limb[3] = 0;
}

// Sums and comparisons --------------------------------------------------------------------------

DUSK_INLINE u256 add(const u256& a, const u256& b) {
    unsigned long long carry = 0;
    u256 r;
    for (unsigned i = 0; i < 4; ++i)
        r.limb[i] = __builtin_addcll(a.limb[i], b.limb[i], carry, &carry);
    return r;
}

DUSK_INLINE u256 sub(const u256& a, const u256& b) {
    unsigned long long borrow = 0;
    u256 r;
    for (unsigned i = 0; i < 4; ++i)
        r.limb[i] = __builtin_subcll(a.limb[i], b.limb[i], borrow, &borrow);
    return r;
}

DUSK_INLINE bool less(const u256& a, const u256& b) {
    unsigned long long borrow = 0;
    for (unsigned i = 0; i < 4; ++i) (void)__builtin_subcll(a.limb[i], b.limb[i], borrow, &borrow);
    return borrow != 0;
}

DUSK_INLINE bool below_signed(const u256& a, const u256& b) {
    constexpr Limb SIGN = Limb{1} << 63;
    unsigned long long borrow = 0;
    for (unsigned i = 0; i < 3; ++i) (void)__builtin_subcll(a.limb[i], b.limb[i], borrow, &borrow);
    (void)__builtin_subcll(a.limb[3] ^ SIGN, b.limb[3] ^ SIGN, borrow, &borrow);
    return borrow != 0;
}

// Limbs in general registers here, too, or the compiler compares vectors.
DUSK_INLINE bool equal(const u256& a, const u256& b) {
    return ((read(a, 0) ^ b.limb[0]) | (read(a, 1) ^ b.limb[1]) | (read(a, 2) ^ b.limb[2]) |
            (read(a, 3) ^ b.limb[3])) == 0;
}

DUSK_INLINE bool is_zero(const u256& a) {
    return (read(a, 0) | read(a, 1) | read(a, 2) | read(a, 3)) == 0;
}

DUSK_INLINE bool fits_limb(const u256& a) { return (read(a, 1) | read(a, 2) | read(a, 3)) == 0; }

// Products --------------------------------------------------------------------------------------

/// The low 256 bits.
DUSK_INLINE u256 mul(const u256& a, const u256& b) {
    const Limb a0 = a.limb[0], a1 = a.limb[1], a2 = a.limb[2], a3 = a.limb[3];
    const Limb b0 = b.limb[0], b1 = b.limb[1], b2 = b.limb[2], b3 = b.limb[3];
    const u128 p00 = static_cast<u128>(a0) * b0;
    const u128 p01 = static_cast<u128>(a0) * b1;
    const u128 p10 = static_cast<u128>(a1) * b0;
    const u128 p02 = static_cast<u128>(a0) * b2;
    const u128 p11 = static_cast<u128>(a1) * b1;
    const u128 p20 = static_cast<u128>(a2) * b0;
    const Limb top = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
    const u128 middle = (p00 >> 64) + static_cast<Limb>(p01) + static_cast<Limb>(p10);
    const u128 high = ((static_cast<u128>(top) << 64) | 0) + p02 + p11 + p20 + (p01 >> 64) +
                      (p10 >> 64) + (middle >> 64);
    return {static_cast<Limb>(high >> 64), static_cast<Limb>(high), static_cast<Limb>(middle),
            static_cast<Limb>(p00)};
}

// Shifts ----------------------------------------------------------------------------------------

/// Bits [shift, shift + 64) of high:low, for shift < 64.
DUSK_INLINE Limb funnel_right(Limb high, Limb low, Limb shift) {
    return (low >> shift) | ((high << 1) << (63 - shift));
}
DUSK_INLINE Limb funnel_left(Limb high, Limb low, Limb shift) {
    return (high << shift) | ((low >> 1) >> (63 - shift));
}

template <unsigned LIMBS>
DUSK_INLINE u256 shift_left_by(const u256& a, Limb bits) {
    u256 r;
    for (unsigned i = 3; i > LIMBS; --i)
        r.limb[i] = funnel_left(a.limb[i - LIMBS], a.limb[i - LIMBS - 1], bits);
    r.limb[LIMBS] = a.limb[0] << bits;
    return r;
}

template <unsigned LIMBS>
DUSK_INLINE u256 shift_right_by(const u256& a, Limb bits) {
    u256 r;
    for (unsigned i = 0; i + LIMBS < 3; ++i)
        r.limb[i] = funnel_right(a.limb[i + LIMBS + 1], a.limb[i + LIMBS], bits);
    r.limb[3 - LIMBS] = a.limb[3] >> bits;
    return r;
}

DUSK_INLINE u256 shift_left(const u256& a, Limb shift) {
    const auto bits = shift % 64;
    if (shift < 64) return shift_left_by<0>(a, bits);
    if (shift < 128) return shift_left_by<1>(a, bits);
    if (shift < 192) return shift_left_by<2>(a, bits);
    if (shift < 256) return shift_left_by<3>(a, bits);
    return {};
}

DUSK_INLINE u256 shift_right(const u256& a, Limb shift) {
    const auto bits = shift % 64;
    if (shift < 64) return shift_right_by<0>(a, bits);
    if (shift < 128) return shift_right_by<1>(a, bits);
    if (shift < 192) return shift_right_by<2>(a, bits);
    if (shift < 256) return shift_right_by<3>(a, bits);
    return {};
}

DUSK_INLINE Limb saturated(const u256& a) { return fits_limb(a) ? a.limb[0] : ~Limb{0}; }

// Bytes -----------------------------------------------------------------------------------------

/// Reads 8 bytes, most significant first.
DUSK_INLINE Limb load_limb(const std::uint8_t* in) {
    Limb limb;
    std::memcpy(&limb, in, sizeof limb);
    return std::byteswap(limb);
}
DUSK_INLINE void store_limb(std::uint8_t* out, Limb limb) {
    limb = std::byteswap(limb);
    std::memcpy(out, &limb, sizeof limb);
}

DUSK_INLINE void load_word(u256& to, const std::uint8_t* in) {
    const Limb d = load_limb(in), c = load_limb(in + 8), b = load_limb(in + 16),
               a = load_limb(in + 24);
    to.limb[0] = a;
    to.limb[1] = b;
    to.limb[2] = c;
    to.limb[3] = d;
}
DUSK_INLINE void store_word(std::uint8_t* out, const u256& word) {
    const Limb a = word.limb[0], b = word.limb[1], c = word.limb[2], d = word.limb[3];
    store_limb(out, d);
    store_limb(out + 8, c);
    store_limb(out + 16, b);
    store_limb(out + 24, a);
}

}  // namespace dusk::evm::fast
