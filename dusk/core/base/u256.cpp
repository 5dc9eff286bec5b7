#include <dusk/core/base/u256.hpp>

namespace dusk {
namespace {

using u128 = unsigned __int128;

/// Limbs up to the highest non-zero one.
unsigned significant_limbs(const std::uint64_t* limbs, unsigned count) noexcept {
    while (count > 0 && limbs[count - 1] == 0) --count;
    return count;
}

/// floor((2^128 - 1) / d) - 2^64, for d with its top bit set. Möller and Granlund, "Improved
/// division by invariant integers" (2011), definition 1.
std::uint64_t reciprocal_of(std::uint64_t d) noexcept {
    return static_cast<std::uint64_t>(((static_cast<u128>(~d) << 64) | ~0ull) / d);
}

struct DividedLimbs {
    std::uint64_t quotient;
    std::uint64_t remainder;
};

/// (high, low) / d where high < d and v is the reciprocal of d. The same paper, algorithm 4.
DividedLimbs divide_2_by_1(std::uint64_t high, std::uint64_t low, std::uint64_t d,
                           std::uint64_t v) noexcept {
    const u128 q = static_cast<u128>(v) * high + ((static_cast<u128>(high) << 64) | low);
    auto quotient = static_cast<std::uint64_t>(q >> 64) + 1;
    auto remainder = low - quotient * d;
    if (remainder > static_cast<std::uint64_t>(q)) {
        --quotient;
        remainder += d;
    }
    if (remainder >= d) [[unlikely]] {
        ++quotient;
        remainder -= d;
    }
    return {quotient, remainder};
}

/// Shifts left in place by less than 64 bits; returns what leaves at the top.
std::uint64_t shift_left(std::uint64_t* limbs, unsigned count, unsigned shift) noexcept {
    std::uint64_t carry = 0;
    for (unsigned i = 0; i < count; ++i) {
        const auto limb = limbs[i];
        limbs[i] = (limb << shift) | carry;
        carry = limb >> 1 >> (63 - shift);
    }
    return carry;
}

/// Divides in place by one limb; returns the remainder.
std::uint64_t divide_by_limb(std::uint64_t* u, unsigned count, std::uint64_t divisor) noexcept {
    const auto shift = static_cast<unsigned>(std::countl_zero(divisor));
    const auto d = divisor << shift;
    const auto v = reciprocal_of(d);
    auto remainder = shift_left(u, count, shift);
    for (unsigned i = count; i-- > 0;) {
        const auto step = divide_2_by_1(remainder, u[i], d, v);
        u[i] = step.quotient;
        remainder = step.remainder;
    }
    return remainder >> shift;
}

/// u[0..n] -= q * v[0..n-1]; returns whether it went below zero.
bool multiply_subtract(std::uint64_t* u, const std::uint64_t* v, unsigned n,
                       std::uint64_t q) noexcept {
    u128 product = 0;
    std::uint64_t borrow = 0;
    for (unsigned i = 0; i < n; ++i) {
        product += static_cast<u128>(q) * v[i];
        const u128 t = static_cast<u128>(u[i]) - static_cast<std::uint64_t>(product) - borrow;
        u[i] = static_cast<std::uint64_t>(t);
        borrow = static_cast<std::uint64_t>(t >> 64) & 1;
        product >>= 64;
    }
    const u128 t = static_cast<u128>(u[n]) - static_cast<std::uint64_t>(product) - borrow;
    u[n] = static_cast<std::uint64_t>(t);
    return (static_cast<std::uint64_t>(t >> 64) & 1) != 0;
}

void add_back(std::uint64_t* u, const std::uint64_t* v, unsigned n) noexcept {
    u128 carry = 0;
    for (unsigned i = 0; i < n; ++i) {
        carry += static_cast<u128>(u[i]) + v[i];
        u[i] = static_cast<std::uint64_t>(carry);
        carry >>= 64;
    }
    u[n] += static_cast<std::uint64_t>(carry);
}

/// Knuth, The Art of Computer Programming 4.3.1, algorithm D. u has m+1 limbs (the top one zero
/// on entry) and keeps the remainder; v has n >= 2 limbs; quotient limbs go to q[0..m-n].
void divide_knuth(std::uint64_t* u, unsigned m, std::uint64_t* v, unsigned n,
                  std::uint64_t* q) noexcept {
    const auto shift = static_cast<unsigned>(std::countl_zero(v[n - 1]));  // D1: normalize
    shift_left(v, n, shift);
    u[m] = shift_left(u, m, shift);
    const auto inverse = reciprocal_of(v[n - 1]);
    for (unsigned j = m - n + 1; j-- > 0;) {  // D2..D7
        const auto high = u[j + n];
        const auto low = u[j + n - 1];
        std::uint64_t estimate = ~0ull;
        u128 rest = static_cast<u128>(low) + v[n - 1];
        if (high < v[n - 1]) {
            const auto step = divide_2_by_1(high, low, v[n - 1], inverse);
            estimate = step.quotient;
            rest = step.remainder;
        }
        while ((rest >> 64) == 0 &&
               static_cast<u128>(estimate) * v[n - 2] > ((rest << 64) | u[j + n - 2])) {
            --estimate;
            rest += v[n - 1];
        }
        q[j] = estimate;
        if (multiply_subtract(u + j, v, n, q[j])) {
            --q[j];
            add_back(u + j, v, n);
        }
    }
    if (shift != 0) {  // D8: unnormalize
        for (unsigned i = 0; i + 1 < n; ++i) u[i] = (u[i] >> shift) | (u[i + 1] << (64 - shift));
        u[n - 1] >>= shift;
    }
}

/// numerator (8 limbs, least significant first) mod m, and the low quotient limbs to q if given.
u256 reduce(const std::uint64_t (&numerator)[8], const u256& m, std::uint64_t (&q)[8]) noexcept {
    std::uint64_t u[9]{};
    std::uint64_t v[4]{};
    for (unsigned i = 0; i < 8; ++i) u[i] = numerator[i];
    for (unsigned i = 0; i < 4; ++i) v[i] = m.limb[i];
    const auto n = significant_limbs(v, 4);
    const auto size = significant_limbs(u, 8);
    if (size < n) return {u[3], u[2], u[1], u[0]};
    if (n == 1) {
        const auto remainder = divide_by_limb(u, size, v[0]);
        for (unsigned i = 0; i < size; ++i) q[i] = u[i];
        return remainder;
    }
    divide_knuth(u, size, v, n, q);
    u256 r;
    for (unsigned i = 0; i < n; ++i) r.limb[i] = u[i];
    return r;
}

}  // namespace

DividedU256 divide(const u256& a, const u256& b) noexcept {
    if (b.is_zero()) return {};
    if (a < b) return {0, a};
    if (a.fits_u64()) return {a.limb[0] / b.limb[0], a.limb[0] % b.limb[0]};
    std::uint64_t q[8]{};
    const auto remainder = reduce({a.limb[0], a.limb[1], a.limb[2], a.limb[3], 0, 0, 0, 0}, b, q);
    return {{q[3], q[2], q[1], q[0]}, remainder};
}

DividedU256 divide_signed(const u256& a, const u256& b) noexcept {
    const auto result = divide(a.is_negative() ? -a : a, b.is_negative() ? -b : b);
    return {a.is_negative() != b.is_negative() ? -result.quotient : result.quotient,
            a.is_negative() ? -result.remainder : result.remainder};
}

u256 add_mod(const u256& a, const u256& b, const u256& m) noexcept {
    if (m.is_zero()) return {};
    const auto [sum, carry] = add_with_carry(a, b);
    std::uint64_t q[8]{};
    return reduce({sum.limb[0], sum.limb[1], sum.limb[2], sum.limb[3], carry, 0, 0, 0}, m, q);
}

u256 mul_mod(const u256& a, const u256& b, const u256& m) noexcept {
    if (m.is_zero()) return {};
    const auto [low, high] = mul_full(a, b);
    std::uint64_t q[8]{};
    return reduce({low.limb[0], low.limb[1], low.limb[2], low.limb[3], high.limb[0], high.limb[1],
                   high.limb[2], high.limb[3]},
                  m, q);
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
