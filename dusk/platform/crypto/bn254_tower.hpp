// The extension fields of BN254: Fp2 = Fp[u]/(u^2 + 1), Fp6 = Fp2[v]/(v^3 - xi) with xi = 9 + u,
// Fp12 = Fp6[w]/(w^2 - v). Portable, as bn254_field.hpp.
// Spec: EIP-197 (Fp2 and the twist); Granger and Scott 2010 (cyclotomic squaring).
#pragma once

#include <dusk/platform/crypto/bn254_field.hpp>

namespace dusk::bn254 {

struct Fp2 {
    Fp c0;
    Fp c1;

    static constexpr Fp2 zero() noexcept { return {}; }
    static constexpr Fp2 one() noexcept { return {Fp::one(), Fp::zero()}; }
    constexpr bool is_zero() const noexcept { return c0.is_zero() && c1.is_zero(); }
    constexpr Fp2 square() const noexcept { return {(c0 + c1) * (c0 - c1), (c0 * c1).doubled()}; }
    constexpr Fp2 doubled() const noexcept { return {c0.doubled(), c1.doubled()}; }
    constexpr Fp2 halved() const noexcept { return {c0.halved(), c1.halved()}; }
    constexpr Fp2 conjugate() const noexcept { return {c0, -c1}; }
    constexpr Fp2 scaled(const Fp& k) const noexcept { return {c0 * k, c1 * k}; }
    /// Times xi = 9 + u.
    constexpr Fp2 times_xi() const noexcept {
        const auto nine = [](const Fp& a) { return a.doubled().doubled().doubled() + a; };
        return {nine(c0) - c1, nine(c1) + c0};
    }
    Fp2 inverse() const noexcept {
        const auto norm_inverse = (c0.square() + c1.square()).inverse();
        return {c0 * norm_inverse, -(c1 * norm_inverse)};
    }

    friend constexpr bool operator==(const Fp2&, const Fp2&) noexcept = default;
    friend constexpr Fp2 operator+(const Fp2& a, const Fp2& b) noexcept {
        return {a.c0 + b.c0, a.c1 + b.c1};
    }
    friend constexpr Fp2 operator-(const Fp2& a, const Fp2& b) noexcept {
        return {a.c0 - b.c0, a.c1 - b.c1};
    }
    friend constexpr Fp2 operator-(const Fp2& a) noexcept { return {-a.c0, -a.c1}; }
    /// Karatsuba over unreduced products: three multiplications, two reductions.
    friend constexpr Fp2 operator*(const Fp2& a, const Fp2& b) noexcept {
        auto real = detail::mul_wide(a.c0.limb, b.c0.limb);
        const auto imaginary = detail::mul_wide(a.c1.limb, b.c1.limb);
        // Sums stay below 2^255, their product below 2^510.
        auto cross =
            detail::mul_wide(detail::add(a.c0.limb, a.c1.limb), detail::add(b.c0.limb, b.c1.limb));
        std::uint64_t borrow_cross = 0;
        std::uint64_t borrow_again = 0;
        std::uint64_t borrow_real = 0;
        for (unsigned i = 0; i < 8; ++i) {
            cross[i] = detail::sub_limb(cross[i], real[i], borrow_cross);
            cross[i] = detail::sub_limb(cross[i], imaginary[i], borrow_again);
            real[i] = detail::sub_limb(real[i], imaginary[i], borrow_real);
        }
        // A negative real part gets p * R, which vanishes in the reduction.
        const std::uint64_t mask = 0 - borrow_real;
        std::uint64_t carry = 0;
        for (unsigned i = 0; i < 4; ++i)
            real[i + 4] = detail::add_limb(real[i + 4], detail::P[i] & mask, carry);
        return {{detail::montgomery_reduce(real)}, {detail::montgomery_reduce(cross)}};
    }
};

struct Fp6 {
    Fp2 c0;
    Fp2 c1;
    Fp2 c2;

    static constexpr Fp6 zero() noexcept { return {}; }
    static constexpr Fp6 one() noexcept { return {Fp2::one(), {}, {}}; }
    constexpr Fp6 times_v() const noexcept { return {c2.times_xi(), c0, c1}; }
    constexpr Fp6 scaled(const Fp2& k) const noexcept { return {c0 * k, c1 * k, c2 * k}; }
    /// Times (b0 + b1 v).
    constexpr Fp6 times_01(const Fp2& b0, const Fp2& b1) const noexcept {
        const auto t0 = c0 * b0;
        const auto t1 = c1 * b1;
        return {((c1 + c2) * b1 - t1).times_xi() + t0, (c0 + c1) * (b0 + b1) - t0 - t1,
                (c0 + c2) * b0 - t0 + t1};
    }
    Fp6 inverse() const noexcept;

    friend constexpr bool operator==(const Fp6&, const Fp6&) noexcept = default;
    friend constexpr Fp6 operator+(const Fp6& a, const Fp6& b) noexcept {
        return {a.c0 + b.c0, a.c1 + b.c1, a.c2 + b.c2};
    }
    friend constexpr Fp6 operator-(const Fp6& a, const Fp6& b) noexcept {
        return {a.c0 - b.c0, a.c1 - b.c1, a.c2 - b.c2};
    }
    friend constexpr Fp6 operator-(const Fp6& a) noexcept { return {-a.c0, -a.c1, -a.c2}; }
    friend Fp6 operator*(const Fp6& a, const Fp6& b) noexcept;
};

struct Fp12 {
    Fp6 c0;
    Fp6 c1;

    static constexpr Fp12 one() noexcept { return {Fp6::one(), {}}; }
    /// The inverse of an element of norm 1 over Fp6.
    constexpr Fp12 conjugate() const noexcept { return {c0, -c1}; }
    Fp12 square() const noexcept;
    /// Squaring in the cyclotomic subgroup only.
    Fp12 cyclotomic_square() const noexcept;
    Fp12 inverse() const noexcept;
    /// To the p-th and p^2-th power.
    Fp12 frobenius() const noexcept;
    Fp12 frobenius_2() const noexcept;
    /// Times the sparse a0 + (b0 + b1 v) w: a line of the Miller loop.
    Fp12 times_line(const Fp2& a0, const Fp2& b0, const Fp2& b1) const noexcept;

    friend constexpr bool operator==(const Fp12&, const Fp12&) noexcept = default;
    friend Fp12 operator*(const Fp12& a, const Fp12& b) noexcept;
};

/// xi^(i (p - 1) / 6) for i = 1 to 5: what Frobenius multiplies the coefficient of w^i with.
extern const Fp2 FROBENIUS_GAMMA[6];
/// xi^(i (p^2 - 1) / 6), which lie in Fp.
extern const Fp FROBENIUS_2_GAMMA[6];

}  // namespace dusk::bn254
