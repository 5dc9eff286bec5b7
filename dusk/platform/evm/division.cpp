#include <array>

#include <dusk/platform/evm/division.hpp>

namespace dusk::evm::fast {
namespace {

DUSK_INLINE u128 join(Limb high, Limb low) { return (static_cast<u128>(high) << 64) | low; }
DUSK_INLINE Limb high_of(u128 x) { return static_cast<Limb>(x >> 64); }
DUSK_INLINE Limb low_of(u128 x) { return static_cast<Limb>(x); }

// Möller and Granlund, algorithm 3: 11 bits of the reciprocal by the 9 high bits of the divisor.
constexpr auto RECIPROCALS = [] {
    std::array<std::uint16_t, 256> table{};
    for (unsigned i = 0; i < 256; ++i)
        table[i] = static_cast<std::uint16_t>(((1u << 19) - 3 * (1u << 8)) / (256 + i));
    return table;
}();

/// floor((2^128 - 1) / d) - 2^64, for d with its top bit set (algorithm 3).
DUSK_INLINE Limb reciprocal_of(Limb d) {
    const Limb v0 = RECIPROCALS[(d >> 55) - 256];
    const Limb d40 = (d >> 24) + 1;
    const Limb v1 = (v0 << 11) - ((v0 * v0 * d40) >> 40) - 1;
    const Limb v2 = (v1 << 13) + ((v1 * ((Limb{1} << 60) - v1 * d40)) >> 47);
    const Limb odd = d & 1;
    const Limb d63 = (d >> 1) + odd;
    const Limb e = ((v2 >> 1) & (0 - odd)) - v2 * d63;
    const Limb v3 = (high_of(static_cast<u128>(v2) * e) >> 1) + (v2 << 31);
    return v3 - (high_of(static_cast<u128>(v3) * d + d) + d);
}

/// floor((2^192 - 1) / (d1, d0)) - 2^64, for d1 with its top bit set (algorithm 6).
DUSK_INLINE Limb reciprocal_of(Limb d1, Limb d0) {
    Limb v = reciprocal_of(d1);
    Limb p = d1 * v + d0;
    if (p < d0) {
        --v;
        if (p >= d1) {
            --v;
            p -= d1;
        }
        p -= d1;
    }
    const u128 t = static_cast<u128>(v) * d0;
    p += high_of(t);
    if (p < high_of(t)) {
        --v;
        if (join(p, low_of(t)) >= join(d1, d0)) --v;
    }
    return v;
}

/// (high, low) / d for high < d, with d's reciprocal v (algorithm 4). The remainder goes to `high`.
DUSK_INLINE Limb divide_2_by_1(Limb& high, Limb low, Limb d, Limb v) {
    const u128 q = static_cast<u128>(v) * high + join(high, low);
    Limb quotient = high_of(q) + 1;
    Limb rest = low - quotient * d;
    if (rest > low_of(q)) {
        --quotient;
        rest += d;
    }
    if (rest >= d) [[unlikely]] {
        ++quotient;
        rest -= d;
    }
    high = rest;
    return quotient;
}

/// (u2, u1, u0) / d for (u2, u1) < d, with d's reciprocal v (algorithm 5).
DUSK_INLINE Limb divide_3_by_2(Limb u2, Limb u1, Limb u0, u128 d, Limb v, u128& rest) {
    const u128 q = static_cast<u128>(v) * u2 + join(u2, u1);
    Limb quotient = high_of(q);
    const Limb r1 = u1 - quotient * high_of(d);
    u128 r = join(r1, u0) - static_cast<u128>(low_of(d)) * quotient - d;
    ++quotient;
    if (high_of(r) >= low_of(q)) {
        --quotient;
        r += d;
    }
    if (r >= d) [[unlikely]] {
        ++quotient;
        r -= d;
    }
    rest = r;
    return quotient;
}

DUSK_INLINE unsigned significant_limbs(const Limb* limbs, unsigned count) {
    while (count > 0 && limbs[count - 1] == 0) --count;
    return count;
}

/// Divides u[0..count] by the one limb d, normalized; quotient in place, the remainder comes back.
DUSK_TARGET Limb divide_by_1(Limb* u, unsigned count, Limb d) {
    const auto v = reciprocal_of(d);
    Limb rest = u[count];
    for (unsigned i = count; i-- > 0;) u[i] = divide_2_by_1(rest, u[i], d, v);
    return rest;
}

/// u[0..count] / (d1, d0), normalized; u[count] is below d1. Leaves the remainder in u[0], u[1].
DUSK_TARGET void divide_by_2(Limb* u, unsigned count, u128 d, Limb* q) {
    const auto v = reciprocal_of(high_of(d), low_of(d));
    u128 rest = join(u[count], u[count - 1]);
    for (unsigned i = count - 1; i-- > 0;)
        q[i] = divide_3_by_2(high_of(rest), low_of(rest), u[i], d, v, rest);
    u[0] = low_of(rest);
    u[1] = high_of(rest);
}

/// u[0..N] -= q * d[0..N-1], where the two highest limbs are known to become `rest`, less what the
/// lower ones borrow. Returns whether all went below zero.
template <unsigned N>
DUSK_INLINE bool subtract_product(Limb* u, const Limb* d, Limb q, u128 rest) {
    Limb carry = 0;
    for (unsigned i = 0; i < N - 2; ++i) {
        const u128 product = static_cast<u128>(q) * d[i] + carry;
        carry = high_of(product) + (u[i] < low_of(product));
        u[i] -= low_of(product);
    }
    const u128 difference = rest - carry;
    u[N - 2] = low_of(difference);
    u[N - 1] = high_of(difference);
    return rest < carry;
}

template <unsigned N>
DUSK_INLINE void add_back(Limb* u, const Limb* d) {
    unsigned long long carry = 0;
    for (unsigned i = 0; i < N; ++i) u[i] = __builtin_addcll(u[i], d[i], carry, &carry);
}

/// Knuth's algorithm D for N limbs, normalized; u[count] is below d[N-1]. Leaves the remainder in
/// u[0..N-1].
template <unsigned N>
DUSK_TARGET void divide_by_n(Limb* u, unsigned count, const Limb* d, Limb* q) {
    const u128 high = join(d[N - 1], d[N - 2]);
    const auto v = reciprocal_of(d[N - 1], d[N - 2]);
    for (unsigned j = count - N + 1; j-- > 0;) {
        Limb* const part = u + j;
        const u128 first = join(part[N], part[N - 1]);
        if (first < high) [[likely]] {
            u128 rest;
            auto digit = divide_3_by_2(part[N], part[N - 1], part[N - 2], high, v, rest);
            if (subtract_product<N>(part, d, digit, rest)) [[unlikely]] {
                --digit;
                add_back<N>(part, d);
            }
            q[j] = digit;
        } else {
            // Both high limbs are the divisor's: the digit is the highest one, exactly, for what
            // the lower limbs take from it is less than the divisor.
            Limb carry = 0;
            Limb borrow = 0;
            for (unsigned i = 0; i < N; ++i) {
                const u128 product = static_cast<u128>(~Limb{0}) * d[i] + carry;
                carry = high_of(product);
                const u128 t = static_cast<u128>(part[i]) - low_of(product) - borrow;
                part[i] = low_of(t);
                borrow = high_of(t) & 1;
            }
            q[j] = ~Limb{0};
        }
    }
}

DUSK_INLINE u256 word_of(const Limb* limbs) { return {limbs[3], limbs[2], limbs[1], limbs[0]}; }

/// Undoes the normalization of N limbs of remainder.
template <unsigned N>
DUSK_INLINE void shift_back(Limb* u, unsigned shift) {
    for (unsigned i = 0; i < N; ++i)
        u[i] = i + 1 < N ? funnel_right(u[i + 1], u[i], shift) : u[i] >> shift;
    for (unsigned i = N; i < 4; ++i) u[i] = 0;
}

/// u[0..SIZE-1] / m for m that is not zero: the quotient's digits go to q, as many as there are,
/// the remainder to u[0..3].
template <unsigned SIZE>
DUSK_INLINE void divide(Limb (&u)[SIZE + 1], const u256& m, Limb* q) {
    const auto n = significant_limbs(m.limb, 4);
    auto count = significant_limbs(u, SIZE);
    if (count < n) return;
    const auto shift = static_cast<unsigned>(std::countl_zero(m.limb[n - 1]));
    Limb d[4];
    for (unsigned i = 3; i > 0; --i) d[i] = funnel_left(m.limb[i], m.limb[i - 1], shift);
    d[0] = m.limb[0] << shift;
    u[SIZE] = (u[SIZE - 1] >> 1) >> (63 - shift);
    for (unsigned i = SIZE - 1; i > 0; --i) u[i] = funnel_left(u[i], u[i - 1], shift);
    u[0] <<= shift;
    // The highest digit is often zero.
    if (u[count] == 0 && u[count - 1] < d[n - 1] && count > n) --count;
    switch (n) {
        case 1:
            d[1] = divide_by_1(u, count, d[0]);
            for (unsigned i = 0; i < count; ++i) q[i] = u[i];
            u[0] = d[1];
            return shift_back<1>(u, shift);
        case 2:
            divide_by_2(u, count, join(d[1], d[0]), q);
            return shift_back<2>(u, shift);
        case 3:
            divide_by_n<3>(u, count, d, q);
            return shift_back<3>(u, shift);
        default:
            divide_by_n<4>(u, count, d, q);
            return shift_back<4>(u, shift);
    }
}

DUSK_INLINE bool is_power_of_two(const u256& a) {
    return std::popcount(a.limb[0]) + std::popcount(a.limb[1]) + std::popcount(a.limb[2]) +
               std::popcount(a.limb[3]) ==
           1;
}

/// All bits set for a negative word.
DUSK_INLINE Limb sign_of(const u256& a) {
    return static_cast<Limb>(static_cast<std::int64_t>(a.limb[3]) >> 63);
}
/// -a for a sign of all bits, a for zero.
DUSK_INLINE u256 with_sign(const u256& a, Limb sign) {
    unsigned long long borrow = 0;
    u256 r;
    for (unsigned i = 0; i < 4; ++i)
        r.limb[i] = __builtin_subcll(read(a, i) ^ sign, sign, borrow, &borrow);
    return r;
}

/// The exact product, least significant limb first.
DUSK_INLINE void multiply(const u256& a, const u256& b, Limb* r) {
    for (unsigned i = 0; i < 4; ++i) {
        Limb carry = 0;
        for (unsigned j = 0; j < 4; ++j) {
            const u128 t =
                static_cast<u128>(a.limb[i]) * b.limb[j] + (i == 0 ? 0 : r[i + j]) + carry;
            r[i + j] = low_of(t);
            carry = high_of(t);
        }
        r[i + 4] = carry;
    }
}

}  // namespace

DUSK_TARGET u256 quotient_wide(const u256& a, const u256& b) noexcept {
    if (is_zero(b)) return {};
    if (is_power_of_two(b)) return shift_right(a, b.bit_length() - 1);
    Limb u[5] = {read(a, 0), read(a, 1), read(a, 2), read(a, 3)};
    Limb q[4] = {};
    divide<4>(u, b, q);
    return word_of(q);
}

DUSK_TARGET u256 remainder_wide(const u256& a, const u256& b) noexcept {
    if (is_zero(b)) return {};
    Limb u[5] = {read(a, 0), read(a, 1), read(a, 2), read(a, 3)};
    Limb q[4];
    divide<4>(u, b, q);
    return word_of(u);
}

DUSK_TARGET u256 quotient_signed(const u256& a, const u256& b) noexcept {
    const auto sign_a = sign_of(a);
    const auto sign_b = sign_of(b);
    return with_sign(quotient(with_sign(a, sign_a), with_sign(b, sign_b)), sign_a ^ sign_b);
}

DUSK_TARGET u256 remainder_signed(const u256& a, const u256& b) noexcept {
    const auto sign_a = sign_of(a);
    return with_sign(remainder(with_sign(a, sign_a), with_sign(b, sign_of(b))), sign_a);
}

DUSK_TARGET u256 remainder_of_sum(const u256& a, const u256& b, const u256& m) noexcept {
    if (is_zero(m)) return {};
    unsigned long long carry = 0;
    Limb u[6];
    for (unsigned i = 0; i < 4; ++i) u[i] = __builtin_addcll(a.limb[i], b.limb[i], carry, &carry);
    u[4] = carry;
    // Most often both are below a modulus of full size.
    if (m.limb[3] != 0 && less(a, m) && less(b, m)) {
        unsigned long long borrow = 0;
        Limb r[4];
        for (unsigned i = 0; i < 4; ++i) r[i] = __builtin_subcll(u[i], m.limb[i], borrow, &borrow);
        const bool is_below = carry < borrow;
        for (unsigned i = 0; i < 4; ++i) r[i] = is_below ? u[i] : r[i];
        return word_of(r);
    }
    Limb q[5];
    divide<5>(u, m, q);
    return word_of(u);
}

DUSK_TARGET u256 remainder_of_product(const u256& a, const u256& b, const u256& m) noexcept {
    if (is_zero(m)) return {};
    Limb u[9];
    multiply(a, b, u);
    Limb q[8];
    divide<8>(u, m, q);
    return word_of(u);
}

DUSK_TARGET u256 power_of(const u256& a, const u256& exponent) noexcept {
    if (is_power_of_two(a)) {
        const auto shift = a.bit_length() - 1;
        return exponent.fits_u64() && exponent.limb[0] < 256
                   ? shift_left(1, shift * exponent.limb[0])
                   : u256{shift == 0};
    }
    u256 result = 1;
    for (unsigned i = exponent.bit_length(); i-- > 0;) {
        result = mul(result, result);
        if (exponent.bit(i)) result = mul(result, a);
    }
    return result;
}

}  // namespace dusk::evm::fast
