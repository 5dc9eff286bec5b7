// The groups of BN254: G1 on y^2 = x^3 + 3 over Fp, G2 on the twist y^2 = x^3 + 3 / (9 + u) over
// Fp2. Jacobian arithmetic for curves with a = 0, complete: equal and opposite points and infinity
// are met. Spec: EIP-196, EIP-197. Formulas: add-2007-bl, madd-2007-bl, dbl-2009-l
// (Explicit-Formulas Database).
#pragma once

#include <array>

#include <dusk/platform/crypto/bn254_tower.hpp>
#include <dusk/platform/crypto/windowed_naf.hpp>

namespace dusk::bn254 {

/// A point by its coordinates; (0, 0), which is on neither curve, is infinity.
template <class F>
struct Affine {
    F x;
    F y;
    constexpr bool is_infinity() const noexcept { return x.is_zero() && y.is_zero(); }
    constexpr Affine negated() const noexcept { return {x, -y}; }
    friend constexpr bool operator==(const Affine&, const Affine&) noexcept = default;
};

/// (x / z^2, y / z^3); infinity for z = 0.
template <class F>
struct Jacobian {
    F x;
    F y;
    F z;

    static constexpr Jacobian infinity() noexcept { return {F::one(), F::one(), F::zero()}; }
    static constexpr Jacobian from(const Affine<F>& p) noexcept {
        return p.is_infinity() ? infinity() : Jacobian{p.x, p.y, F::one()};
    }
    constexpr bool is_infinity() const noexcept { return z.is_zero(); }

    Affine<F> to_affine() const noexcept {
        if (is_infinity()) return {};
        const auto inverse = z.inverse();
        const auto square = inverse.square();
        return {x * square, y * square * inverse};
    }
    Jacobian doubled() const noexcept {
        const auto a = x.square();
        const auto b = y.square();
        const auto c = b.square();
        const auto d = ((x + b).square() - a - c).doubled();
        const auto e = a.doubled() + a;
        const auto x3 = e.square() - d.doubled();
        return {x3, e * (d - x3) - c.doubled().doubled().doubled(), (y * z).doubled()};
    }
    Jacobian negated() const noexcept { return {x, -y, z}; }
    Jacobian plus(const Jacobian& other) const noexcept;
    Jacobian plus(const Affine<F>& other) const noexcept;
    /// Whether both are the same point.
    bool equals(const Jacobian& other) const noexcept {
        if (is_infinity() || other.is_infinity()) return is_infinity() == other.is_infinity();
        const auto z1 = z.square();
        const auto z2 = other.z.square();
        return x * z2 == other.x * z1 && y * z2 * other.z == other.y * z1 * z;
    }
};

template <class F>
Jacobian<F> Jacobian<F>::plus(const Jacobian& other) const noexcept {
    if (is_infinity()) return other;
    if (other.is_infinity()) return *this;
    const auto z1z1 = z.square();
    const auto z2z2 = other.z.square();
    const auto u1 = x * z2z2;
    const auto s1 = y * other.z * z2z2;
    const auto h = other.x * z1z1 - u1;
    const auto r = (other.y * z * z1z1 - s1).doubled();
    if (h.is_zero()) return r.is_zero() ? doubled() : infinity();
    const auto i = h.doubled().square();
    const auto j = h * i;
    const auto v = u1 * i;
    const auto x3 = r.square() - j - v.doubled();
    return {x3, r * (v - x3) - (s1 * j).doubled(), ((z + other.z).square() - z1z1 - z2z2) * h};
}

template <class F>
Jacobian<F> Jacobian<F>::plus(const Affine<F>& other) const noexcept {
    if (is_infinity()) return from(other);
    if (other.is_infinity()) return *this;
    const auto z1z1 = z.square();
    const auto h = other.x * z1z1 - x;
    const auto r = (other.y * z * z1z1 - y).doubled();
    if (h.is_zero()) return r.is_zero() ? doubled() : infinity();
    const auto hh = h.square();
    const auto i = hh.doubled().doubled();
    const auto j = h * i;
    const auto v = x * i;
    const auto x3 = r.square() - j - v.doubled();
    return {x3, r * (v - x3) - (y * j).doubled(), (z + h).square() - z1z1 - hh};
}

/// scalar * p. Its time depends on the scalar: not for secrets.
template <class F>
Jacobian<F> multiply(const Affine<F>& p, const u256& scalar) noexcept {
    std::array<Jacobian<F>, 8> odd;  // p, 3p, ... 15p
    odd[0] = Jacobian<F>::from(p);
    const auto twice = odd[0].doubled();
    for (std::size_t i = 1; i < odd.size(); ++i) odd[i] = odd[i - 1].plus(twice);
    const WindowedNaf digits(scalar);
    auto sum = Jacobian<F>::infinity();
    for (unsigned i = digits.size(); i-- > 0;) {
        sum = sum.doubled();
        const int digit = digits[i];
        if (digit > 0) sum = sum.plus(odd[static_cast<std::size_t>(digit) / 2]);
        if (digit < 0) sum = sum.plus(odd[static_cast<std::size_t>(-digit) / 2].negated());
    }
    return sum;
}

using G1 = Affine<Fp>;
using G2 = Affine<Fp2>;

/// Infinity counts as on the curve. All of G1's curve has prime order.
bool is_on_curve(const G1& p) noexcept;
bool is_on_curve(const G2& q) noexcept;
/// Whether a point on the twist lies in the subgroup of order GROUP_ORDER.
bool is_in_subgroup(const G2& q) noexcept;
/// The p-power endomorphism of the twist.
G2 frobenius(const G2& q) noexcept;
/// Its square.
G2 frobenius_2(const G2& q) noexcept;

}  // namespace dusk::bn254
