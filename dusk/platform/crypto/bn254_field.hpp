// Fp of BN254 (alt_bn128) in Montgomery form, R = 2^256, four limbs, least significant first.
// Portable: no exceptions, no library, no tables; so it may run in the fault-proof guest too.
// Values stay below p. p < 2^254 leaves two spare bits, which the lazy sums of bn254_tower.hpp use.
// Spec: EIP-196 (the prime).
#pragma once

#include <array>
#include <cstdint>

#include <dusk/core/base/u256.hpp>

namespace dusk::bn254 {

__extension__ using Uint128 = unsigned __int128;
using Limbs = std::array<std::uint64_t, 4>;
using WideLimbs = std::array<std::uint64_t, 8>;

inline constexpr u256 FIELD_PRIME{0x30644e72e131a029, 0xb85045b68181585d, 0x97816a916871ca8d,
                                  0x3c208c16d87cfd47};
/// The order of G1 and of the pairing's groups.
inline constexpr u256 GROUP_ORDER{0x30644e72e131a029, 0xb85045b68181585d, 0x2833e84879b97091,
                                  0x43e1f593f0000001};

namespace detail {

inline constexpr Limbs P{FIELD_PRIME.limb[0], FIELD_PRIME.limb[1], FIELD_PRIME.limb[2],
                         FIELD_PRIME.limb[3]};

constexpr std::uint64_t add_limb(std::uint64_t a, std::uint64_t b, std::uint64_t& carry) noexcept {
    if !consteval {
        unsigned long long out = 0;
        const auto sum = __builtin_addcll(a, b, carry, &out);
        carry = out;
        return sum;
    }
    const Uint128 sum = static_cast<Uint128>(a) + b + carry;
    carry = static_cast<std::uint64_t>(sum >> 64);
    return static_cast<std::uint64_t>(sum);
}
constexpr std::uint64_t sub_limb(std::uint64_t a, std::uint64_t b, std::uint64_t& borrow) noexcept {
    if !consteval {
        unsigned long long out = 0;
        const auto difference = __builtin_subcll(a, b, borrow, &out);
        borrow = out;
        return difference;
    }
    const Uint128 difference = static_cast<Uint128>(a) - b - borrow;
    borrow = static_cast<std::uint64_t>(difference >> 64) & 1;
    return static_cast<std::uint64_t>(difference);
}
/// a + b * c + carry, which fits 128 bits.
constexpr std::uint64_t mul_limb(std::uint64_t a, std::uint64_t b, std::uint64_t c,
                                 std::uint64_t& carry) noexcept {
    const Uint128 t = static_cast<Uint128>(b) * c + a + carry;
    carry = static_cast<std::uint64_t>(t >> 64);
    return static_cast<std::uint64_t>(t);
}

/// a below 2p to a below p, without a branch.
constexpr Limbs reduce_once(const Limbs& a) noexcept {
    Limbs d{};
    std::uint64_t borrow = 0;
    for (unsigned i = 0; i < 4; ++i) d[i] = sub_limb(a[i], P[i], borrow);
    const std::uint64_t keep = 0 - borrow;
    for (unsigned i = 0; i < 4; ++i) d[i] = (a[i] & keep) | (d[i] & ~keep);
    return d;
}

constexpr Limbs add(const Limbs& a, const Limbs& b) noexcept {
    Limbs r{};
    std::uint64_t carry = 0;
    for (unsigned i = 0; i < 4; ++i) r[i] = add_limb(a[i], b[i], carry);
    return r;
}

constexpr Limbs sub_mod(const Limbs& a, const Limbs& b) noexcept {
    Limbs d{};
    std::uint64_t borrow = 0;
    for (unsigned i = 0; i < 4; ++i) d[i] = sub_limb(a[i], b[i], borrow);
    const std::uint64_t mask = 0 - borrow;
    std::uint64_t carry = 0;
    for (unsigned i = 0; i < 4; ++i) d[i] = add_limb(d[i], P[i] & mask, carry);
    return d;
}

constexpr WideLimbs mul_wide(const Limbs& a, const Limbs& b) noexcept {
    WideLimbs r{};
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < 4; ++i) {
        std::uint64_t carry = 0;
#pragma clang loop unroll(full)
        for (unsigned j = 0; j < 4; ++j) r[i + j] = mul_limb(r[i + j], a[i], b[j], carry);
        r[i + 4] = carry;
    }
    return r;
}

/// -1/p mod 2^64, by Newton's iteration.
constexpr std::uint64_t montgomery_factor() noexcept {
    std::uint64_t inverse = 1;
    for (unsigned i = 0; i < 6; ++i) inverse *= 2 - P[0] * inverse;
    return 0 - inverse;
}
inline constexpr std::uint64_t P_FACTOR = montgomery_factor();

/// t / R mod p for t below p * R.
constexpr Limbs montgomery_reduce(WideLimbs t) noexcept {
    std::uint64_t top = 0;
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < 4; ++i) {
        const std::uint64_t m = t[i] * P_FACTOR;
        std::uint64_t carry = 0;
#pragma clang loop unroll(full)
        for (unsigned j = 0; j < 4; ++j) t[i + j] = mul_limb(t[i + j], m, P[j], carry);
        t[i + 4] = add_limb(t[i + 4], carry, top);
    }
    return reduce_once({t[4], t[5], t[6], t[7]});
}

/// a * b / R mod p: multiplication and reduction row by row. No row overflows, as p's top limb is
/// below 2^63 - 1.
constexpr Limbs montgomery_multiply(const Limbs& a, const Limbs& b) noexcept {
    Limbs t{};
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < 4; ++i) {
        std::uint64_t product_carry = 0;
        std::uint64_t reduction_carry = 0;
        const auto low = mul_limb(t[0], a[0], b[i], product_carry);
        const std::uint64_t m = low * P_FACTOR;
        static_cast<void>(mul_limb(low, m, P[0], reduction_carry));
#pragma clang loop unroll(full)
        for (unsigned j = 1; j < 4; ++j) {
            const auto limb = mul_limb(t[j], a[j], b[i], product_carry);
            t[j - 1] = mul_limb(limb, m, P[j], reduction_carry);
        }
        t[3] = product_carry + reduction_carry;
    }
    return reduce_once(t);
}

/// 2^exponent mod p.
constexpr Limbs power_of_two(unsigned exponent) noexcept {
    Limbs r{1, 0, 0, 0};
    for (unsigned i = 0; i < exponent; ++i) r = reduce_once(add(r, r));
    return r;
}
inline constexpr Limbs R_ONE = power_of_two(256);
inline constexpr Limbs R_SQUARED = power_of_two(512);
inline constexpr Limbs R_CUBED = power_of_two(768);

/// 1/a mod p for a below p; zero for zero. Its time depends on a: not for secrets.
Limbs invert(const Limbs& a) noexcept;

}  // namespace detail

/// An element of Fp.
struct Fp {
    Limbs limb{};  ///< Montgomery form

    static constexpr Fp zero() noexcept { return {}; }
    static constexpr Fp one() noexcept { return {detail::R_ONE}; }
    /// `value` must be below p.
    static constexpr Fp from(const u256& value) noexcept {
        const Limbs plain{value.limb[0], value.limb[1], value.limb[2], value.limb[3]};
        return {detail::montgomery_multiply(plain, detail::R_SQUARED)};
    }
    constexpr u256 value() const noexcept {
        const auto plain =
            detail::montgomery_reduce({limb[0], limb[1], limb[2], limb[3], 0, 0, 0, 0});
        return {plain[3], plain[2], plain[1], plain[0]};
    }
    constexpr bool is_zero() const noexcept { return (limb[0] | limb[1] | limb[2] | limb[3]) == 0; }
    constexpr Fp square() const noexcept { return {detail::montgomery_multiply(limb, limb)}; }
    constexpr Fp doubled() const noexcept { return {detail::reduce_once(detail::add(limb, limb))}; }
    /// Half of the element: adds p first where it is odd.
    constexpr Fp halved() const noexcept {
        const std::uint64_t odd = 0 - (limb[0] & 1);
        Limbs r{};
        std::uint64_t carry = 0;
        for (unsigned i = 0; i < 4; ++i)
            r[i] = detail::add_limb(limb[i], detail::P[i] & odd, carry);
        for (unsigned i = 0; i < 3; ++i) r[i] = (r[i] >> 1) | (r[i + 1] << 63);
        r[3] >>= 1;
        return {r};
    }
    constexpr Fp power(const u256& exponent) const noexcept {
        Fp result = one();
        for (unsigned i = 256; i-- > 0;) {
            result = result.square();
            if ((exponent.limb[i / 64] >> (i % 64) & 1) != 0)
                result = {detail::montgomery_multiply(result.limb, limb)};
        }
        return result;
    }
    /// Zero for zero.
    Fp inverse() const noexcept {
        return {detail::montgomery_multiply(detail::invert(limb), detail::R_CUBED)};
    }

    friend constexpr bool operator==(const Fp&, const Fp&) noexcept = default;
    friend constexpr Fp operator+(const Fp& a, const Fp& b) noexcept {
        return {detail::reduce_once(detail::add(a.limb, b.limb))};
    }
    friend constexpr Fp operator-(const Fp& a, const Fp& b) noexcept {
        return {detail::sub_mod(a.limb, b.limb)};
    }
    friend constexpr Fp operator-(const Fp& a) noexcept { return zero() - a; }
    friend constexpr Fp operator*(const Fp& a, const Fp& b) noexcept {
        return {detail::montgomery_multiply(a.limb, b.limb)};
    }
};

}  // namespace dusk::bn254
