// Division of two limbs by one and of three by two with a reciprocal of the divisor: N. Möller and
// T. Granlund, "Improved division by invariant integers" (2011), whose algorithm numbers stand
// below. For the division of u256 here and in the host's interpreter.
#pragma once

#include <array>
#include <cstdint>

namespace dusk::reciprocal {

using Limb = std::uint64_t;
using u128 = unsigned __int128;

[[gnu::always_inline]] constexpr u128 join(Limb high, Limb low) noexcept {
    return (static_cast<u128>(high) << 64) | low;
}
[[gnu::always_inline]] constexpr Limb high_half(u128 x) noexcept {
    return static_cast<Limb>(x >> 64);
}
[[gnu::always_inline]] constexpr Limb low_half(u128 x) noexcept { return static_cast<Limb>(x); }

/// floor((2^19 - 3 * 2^8) / d) for each d of nine bits with its top bit set.
inline constexpr auto OF_9_BITS = [] {
    std::array<std::uint16_t, 256> table{};
    for (unsigned i = 0; i < 256; ++i)
        table[i] = static_cast<std::uint16_t>(((1u << 19) - (3u << 8)) / (256 + i));
    return table;
}();

/// floor((2^128 - 1) / d) - 2^64, for d with its top bit set (algorithm 3).
[[gnu::always_inline]] inline Limb of(Limb d) noexcept {
    const Limb d40 = (d >> 24) + 1;
    const Limb d63 = (d >> 1) + (d & 1);
    const Limb v0 = OF_9_BITS[(d >> 55) & 0xff];
    const Limb v1 = (v0 << 11) - (v0 * v0 * d40 >> 40) - 1;
    const Limb v2 = (v1 << 13) + (v1 * ((Limb{1} << 60) - v1 * d40) >> 47);
    const Limb error = ((v2 >> 1) & (0 - (d & 1))) - v2 * d63;
    const Limb v3 = (v2 << 31) + (high_half(static_cast<u128>(v2) * error) >> 1);
    return v3 - high_half(static_cast<u128>(v3) * d + d) - d;
}

/// floor((2^192 - 1) / (d1, d0)) - 2^64, for d1 with its top bit set (algorithm 6).
[[gnu::always_inline]] inline Limb of(Limb d1, Limb d0) noexcept {
    Limb v = of(d1);
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
    p += high_half(t);
    if (p < high_half(t)) {
        --v;
        if (join(p, low_half(t)) >= join(d1, d0)) --v;
    }
    return v;
}

struct Quotient {
    Limb quotient;
    u128 remainder;
};

/// (high, low) / d where high < d (algorithm 4).
[[gnu::always_inline]] inline Quotient divide_2_by_1(Limb high, Limb low, Limb d,
                                                     Limb reciprocal) noexcept {
    const u128 q = static_cast<u128>(reciprocal) * high + join(high, low);
    Limb quotient = high_half(q) + 1;
    Limb remainder = low - quotient * d;
    // One too high half of the time: by a mask, as no predictor of branches knows when.
    const Limb correct = 0 - static_cast<Limb>(remainder > low_half(q));
    quotient += correct;
    remainder += d & correct;
    if (remainder >= d) [[unlikely]] {
        ++quotient;
        remainder -= d;
    }
    return {quotient, remainder};
}

/// (u2, u1, u0) / d where (u2, u1) < d (algorithm 5).
[[gnu::always_inline]] inline Quotient divide_3_by_2(Limb u2, Limb u1, Limb u0, u128 d,
                                                     Limb reciprocal) noexcept {
    const u128 q = static_cast<u128>(reciprocal) * u2 + join(u2, u1);
    Limb quotient = high_half(q);
    u128 remainder =
        join(u1 - quotient * high_half(d), u0) - static_cast<u128>(quotient) * low_half(d) - d;
    const Limb correct = 0 - static_cast<Limb>(high_half(remainder) >= low_half(q));
    quotient += 1 + correct;
    remainder += join(high_half(d) & correct, low_half(d) & correct);
    if (remainder >= d) [[unlikely]] {
        ++quotient;
        remainder -= d;
    }
    return {quotient, remainder};
}

}  // namespace dusk::reciprocal
