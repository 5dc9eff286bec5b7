// Division of u256 by reciprocals, and powers.
#include <dusk/core/base/reciprocal.hpp>
#include <dusk/core/base/u256.hpp>

namespace dusk {
namespace {

using reciprocal::high_half;
using reciprocal::join;
using reciprocal::Limb;
using reciprocal::low_half;
using reciprocal::u128;

Limb add_limb(Limb a, Limb b, Limb& carry) noexcept {
    unsigned long long out = 0;
    const auto sum = __builtin_addcll(a, b, carry, &out);
    carry = out;
    return sum;
}
Limb subtract_limb(Limb a, Limb b, Limb& borrow) noexcept {
    unsigned long long out = 0;
    const auto difference = __builtin_subcll(a, b, borrow, &out);
    borrow = out;
    return difference;
}

/// The high limb of (high, low) << shift, shift < 64.
constexpr Limb shift_in(Limb high, Limb low, unsigned shift) noexcept {
    return (high << shift) | (low >> 1 >> (63 - shift));
}

/// A divisor of N limbs, least significant first, the top one with its top bit set, and the
/// reciprocal of its highest two limbs (of the only one for N = 1).
template <unsigned N>
class Divisor {
public:
    explicit Divisor(const Limb (&d)[N]) noexcept {
        for (unsigned i = 0; i < N; ++i) d_[i] = d[i];
        if constexpr (N == 1)
            reciprocal_ = reciprocal::of(d[0]);
        else
            reciprocal_ = reciprocal::of(d[N - 1], d[N - 2]);
    }
    /// Replaces the remainder r, which is below the divisor, by that of (r, next); returns the
    /// quotient. Knuth, The Art of Computer Programming 4.3.1, algorithm D, steps D3 to D6, with
    /// an estimate from three limbs by two: at most one too high.
    [[gnu::always_inline]] Limb step(Limb (&r)[N], Limb next) const noexcept;

private:
    Limb step_of_maximum(Limb (&r)[N], Limb next) const noexcept;
    void add_back(Limb (&r)[N]) const noexcept {
        Limb carry = 0;
        for (unsigned i = 0; i < N; ++i) r[i] = add_limb(r[i], d_[i], carry);
    }

    Limb d_[N];
    Limb reciprocal_;
};

template <>
Limb Divisor<1>::step(Limb (&r)[1], Limb next) const noexcept {
    const auto [quotient, remainder] = reciprocal::divide_2_by_1(r[0], next, d_[0], reciprocal_);
    r[0] = low_half(remainder);
    return quotient;
}

template <unsigned N>
Limb Divisor<N>::step(Limb (&r)[N], Limb next) const noexcept {
    const u128 d = join(d_[N - 1], d_[N - 2]);
    if (join(r[N - 1], r[N - 2]) == d) [[unlikely]]
        return step_of_maximum(r, next);
    const auto estimate =
        reciprocal::divide_3_by_2(r[N - 1], r[N - 2], N > 2 ? r[N - 3] : next, d, reciprocal_);
    if constexpr (N == 2) {
        r[0] = low_half(estimate.remainder);
        r[1] = high_half(estimate.remainder);
        return estimate.quotient;
    }
    Limb difference[N];
    Limb carry = 0;
    Limb borrow = 0;
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < N - 2; ++i) {
        const u128 product = static_cast<u128>(estimate.quotient) * d_[i] + carry;
        difference[i] = subtract_limb(i == 0 ? next : r[i - 1], low_half(product), borrow);
        carry = high_half(product);
    }
    difference[N - 2] = subtract_limb(low_half(estimate.remainder), carry, borrow);
    difference[N - 1] = subtract_limb(high_half(estimate.remainder), 0, borrow);
    for (unsigned i = 0; i < N; ++i) r[i] = difference[i];
    if (borrow == 0) [[likely]]
        return estimate.quotient;
    add_back(r);
    return estimate.quotient - 1;
}

/// The step where the highest limbs agree with the divisor's: the quotient is 2^64 - 1, for the
/// remainder is short of the divisor by less than one in the divisor's third limb. Taking
/// (2^64 - 1) d away is taking 2^64 d away and adding d.
template <unsigned N>
Limb Divisor<N>::step_of_maximum(Limb (&r)[N], Limb next) const noexcept {
    Limb u[N];
    u[0] = next;
    Limb borrow = 0;
    for (unsigned i = 0; i + 1 < N; ++i) u[i + 1] = subtract_limb(r[i], d_[i], borrow);
    Limb carry = 0;
    for (unsigned i = 0; i < N; ++i) r[i] = add_limb(u[i], d_[i], carry);
    return ~Limb{0};
}

/// numerator mod m for m of N significant limbs; quotient limbs to q unless it is null.
template <unsigned N, unsigned Size>
u256 divide_by(const Limb (&numerator)[Size], const u256& m, Limb* q) noexcept {
    const auto shift = static_cast<unsigned>(std::countl_zero(m.limb[N - 1]));
    Limb d[N];
    Limb u[Size + 1];
    d[0] = m.limb[0] << shift;
    for (unsigned i = 1; i < N; ++i) d[i] = shift_in(m.limb[i], m.limb[i - 1], shift);
    u[0] = numerator[0] << shift;
    for (unsigned i = 1; i < Size; ++i) u[i] = shift_in(numerator[i], numerator[i - 1], shift);
    u[Size] = shift_in(0, numerator[Size - 1], shift);
    const Divisor<N> divisor(d);

    // The first remainder are the highest limbs that are surely below the divisor.
    unsigned top = Size;
    while (top >= N && u[top] == 0 && u[top - 1] < d[N - 1]) --top;
    Limb r[N];
    for (unsigned i = 0; i < N; ++i) r[i] = u[top + 1 - N + i];
    for (unsigned j = top + 1 - N; j-- > 0;) {
        const auto quotient = divisor.step(r, u[j]);
        if (q != nullptr) q[j] = quotient;
    }
    u256 remainder;
    for (unsigned i = 0; i < N; ++i)
        remainder.limb[i] = (r[i] >> shift) | (i + 1 < N ? r[i + 1] << 1 << (63 - shift) : 0);
    return remainder;
}

/// numerator mod m, m not zero.
template <unsigned Size>
u256 reduce(const Limb (&numerator)[Size], const u256& m, Limb* q = nullptr) noexcept {
    if (m.limb[3] != 0) return divide_by<4>(numerator, m, q);
    if (m.limb[2] != 0) return divide_by<3>(numerator, m, q);
    if (m.limb[1] != 0) return divide_by<2>(numerator, m, q);
    return divide_by<1>(numerator, m, q);
}

u256 reduce_once(const u256& a, const u256& m) noexcept {
    const auto [difference, borrow] = sub_with_borrow(a, m);
    return borrow ? a : difference;
}

/// high * 2^256 + low mod 2^256 - 1, where 2^256 is one. Contracts multiply so to get the high half
/// of a product.
u256 fold(const u256& high, const u256& low) noexcept {
    const auto [sum, carry] = add_with_carry(high, low);
    const auto folded = sum + u256{carry};
    return folded == u256::max() ? u256{} : folded;
}

}  // namespace

DividedU256 divide(const u256& a, const u256& b) noexcept {
    if (b.is_zero()) return {};
    if (a < b) return {0, a};
    if (a.fits_u64()) return {a.limb[0] / b.limb[0], a.limb[0] % b.limb[0]};
    const auto below = b - u256{1};
    if ((b & below).is_zero()) return {a >> (b.bit_length() - 1), a & below};
    Limb q[5]{};
    const auto remainder = reduce(a.limb, b, q);
    return {{q[3], q[2], q[1], q[0]}, remainder};
}

DividedU256 divide_signed(const u256& a, const u256& b) noexcept {
    const auto result = divide(a.is_negative() ? -a : a, b.is_negative() ? -b : b);
    return {a.is_negative() != b.is_negative() ? -result.quotient : result.quotient,
            a.is_negative() ? -result.remainder : result.remainder};
}

u256 add_mod(const u256& a, const u256& b, const u256& m) noexcept {
    if (m.is_zero()) return {};
    const auto x = reduce_once(a, m);
    const auto y = reduce_once(b, m);
    const auto [sum, carry] = add_with_carry(x, y);
    if (x < m && y < m) return carry ? sum - m : reduce_once(sum, m);
    return reduce({sum.limb[0], sum.limb[1], sum.limb[2], sum.limb[3], Limb{carry}}, m);
}

u256 mul_mod(const u256& a, const u256& b, const u256& m) noexcept {
    if (m.is_zero()) return {};
    const auto [low, high] = mul_full(a, b);
    if (high.is_zero()) return low % m;
    if (m == u256::max()) return fold(high, low);
    return reduce({low.limb[0], low.limb[1], low.limb[2], low.limb[3], high.limb[0], high.limb[1],
                   high.limb[2], high.limb[3]},
                  m);
}

u256 power(u256 base, const u256& exponent) noexcept {
    u256 result = 1;
    for (unsigned i = exponent.bit_length(); i-- > 0;) {
        result *= result;
        if (exponent.bit(i)) result *= base;
    }
    return result;
}

}  // namespace dusk
