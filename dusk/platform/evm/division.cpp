#include <dusk/core/base/reciprocal.hpp>
#include <dusk/platform/evm/division.hpp>

namespace dusk::evm::fast {
namespace {

using reciprocal::high_half;
using reciprocal::join;
using reciprocal::low_half;

DUSK_INLINE unsigned significant_limbs(const Limb* limbs, unsigned count) {
    while (count > 0 && limbs[count - 1] == 0) --count;
    return count;
}

/// Divides u[0..count] by the one limb d, normalized; quotient in place, the remainder comes back.
DUSK_TARGET Limb divide_by_1(Limb* u, unsigned count, Limb d) {
    const auto v = reciprocal::of(d);
    Limb rest = u[count];
    for (unsigned i = count; i-- > 0;) {
        const auto digit = reciprocal::divide_2_by_1(rest, u[i], d, v);
        u[i] = digit.quotient;
        rest = low_half(digit.remainder);
    }
    return rest;
}

/// u[0..count] / (d1, d0), normalized; u[count] is below d1. Leaves the remainder in u[0], u[1].
DUSK_TARGET void divide_by_2(Limb* u, unsigned count, u128 d, Limb* q) {
    const auto v = reciprocal::of(high_half(d), low_half(d));
    u128 rest = join(u[count], u[count - 1]);
    for (unsigned i = count - 1; i-- > 0;) {
        const auto digit = reciprocal::divide_3_by_2(high_half(rest), low_half(rest), u[i], d, v);
        q[i] = digit.quotient;
        rest = digit.remainder;
    }
    u[0] = low_half(rest);
    u[1] = high_half(rest);
}

/// u[0..N] -= q * d[0..N-1], where the two highest limbs are known to become `rest`, less what the
/// lower ones borrow. Returns whether all went below zero.
template <unsigned N>
DUSK_INLINE bool subtract_product(Limb* u, const Limb* d, Limb q, u128 rest) {
    Limb carry = 0;
    for (unsigned i = 0; i < N - 2; ++i) {
        const u128 product = static_cast<u128>(q) * d[i] + carry;
        carry = high_half(product) + (u[i] < low_half(product));
        u[i] -= low_half(product);
    }
    const u128 difference = rest - carry;
    u[N - 2] = low_half(difference);
    u[N - 1] = high_half(difference);
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
    const auto v = reciprocal::of(d[N - 1], d[N - 2]);
    for (unsigned j = count - N + 1; j-- > 0;) {
        Limb* const part = u + j;
        const u128 first = join(part[N], part[N - 1]);
        if (first < high) [[likely]] {
            auto digit = reciprocal::divide_3_by_2(part[N], part[N - 1], part[N - 2], high, v);
            if (subtract_product<N>(part, d, digit.quotient, digit.remainder)) [[unlikely]] {
                --digit.quotient;
                add_back<N>(part, d);
            }
            q[j] = digit.quotient;
        } else {
            // Both high limbs are the divisor's: the digit is the highest one, exactly, for what
            // the lower limbs take from it is less than the divisor.
            Limb carry = 0;
            Limb borrow = 0;
            for (unsigned i = 0; i < N; ++i) {
                const u128 product = static_cast<u128>(~Limb{0}) * d[i] + carry;
                carry = high_half(product);
                const u128 t = static_cast<u128>(part[i]) - low_half(product) - borrow;
                part[i] = low_half(t);
                borrow = high_half(t) & 1;
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
            r[i + j] = low_half(t);
            carry = high_half(t);
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
