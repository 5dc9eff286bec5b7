#include <dusk/platform/crypto/bn254_curve.hpp>

namespace dusk::bn254 {
namespace {

constexpr Fp B1 = Fp::from(u256{3});
/// 3 / (9 + u)
constexpr Fp2 B2{
    Fp::from({0x2b149d40ceb8aaae, 0x81be18991be06ac3, 0xb5b4c5e559dbefa3, 0x3267e6dc24a138e5}),
    Fp::from({0x009713b03af0fed4, 0xcd2cafadeed8fdf4, 0xa74fa084e52d1852, 0xe4a2bd0685c315d2})};
/// The parameter x of the curve.
constexpr u256 CURVE_X{4965661367192848881};

Jacobian<Fp2> frobenius(const Jacobian<Fp2>& q) noexcept {
    return {q.x.conjugate() * FROBENIUS_GAMMA[2], q.y.conjugate() * FROBENIUS_GAMMA[3],
            q.z.conjugate()};
}

}  // namespace

bool is_on_curve(const G1& p) noexcept {
    return p.is_infinity() || p.y.square() == p.x.square() * p.x + B1;
}

bool is_on_curve(const G2& q) noexcept {
    return q.is_infinity() || q.y.square() == q.x.square() * q.x + B2;
}

// El Housni, Guillevic, Piellard 2022, section 4: for BN curves q has order r if and only if
// [x+1]q + psi([x]q) + psi^2([x]q) = psi^3([2x]q).
bool is_in_subgroup(const G2& q) noexcept {
    if (q.is_infinity()) return true;
    const auto xq = multiply(q, CURVE_X);
    const auto psi1 = frobenius(xq);
    const auto psi2 = frobenius(psi1);
    const auto left = xq.plus(q).plus(psi1).plus(psi2);
    const auto right = frobenius(psi2).doubled();
    return left.equals(right);
}

G2 frobenius(const G2& q) noexcept {
    return {q.x.conjugate() * FROBENIUS_GAMMA[2], q.y.conjugate() * FROBENIUS_GAMMA[3]};
}

G2 frobenius_2(const G2& q) noexcept {
    return {q.x.scaled(FROBENIUS_2_GAMMA[2]), q.y.scaled(FROBENIUS_2_GAMMA[3])};
}

}  // namespace dusk::bn254
