#include <dusk/platform/crypto/bn254_glv.hpp>

namespace dusk::bn254 {
namespace {

// With the curve's parameter x, (A, -B) and (C, A) are short vectors (k, l) with k + l lambda = 0.
constexpr u256 A{0x89d3256894d213e3};                            // 2x + 1
constexpr u256 B{0, 0, 0x6f4d8248eeb859fc, 0x8211bbeb7d4f1128};  // 6x^2 + 2x
constexpr u256 C{0, 0, 0x6f4d8248eeb859fd, 0x0be4e1541221250b};  // 6x^2 + 4x + 1
/// floor(2^256 A / r) and floor(2^256 B / r).
constexpr u256 A_QUOTIENT{0, 0, 2, 0xd91d232ec7e0b3d7};
constexpr u256 B_QUOTIENT{0, 2, 0x4ccef014a773d2cf, 0x7a7bd9d4391eb18d};

/// A cube root of one: (BETA x, y) is LAMBDA (x, y).
constexpr Fp BETA = Fp::from({0, 0x59e26bcea0d48bac, 0xd4f263f1acdb5c4f, 0x5763473177fffffe});
using OddMultiples = std::array<G1, 8>;

/// p, 3p, … 15p. None is infinity, as the order is a large prime.
OddMultiples odd_multiples(const G1& p) noexcept {
    std::array<Jacobian<Fp>, 8> points;
    points[0] = Jacobian<Fp>::from(p);
    const auto twice = points[0].doubled();
    for (std::size_t i = 1; i < points.size(); ++i) points[i] = points[i - 1].plus(twice);
    // One inversion for all: products[i] is z_0 … z_i.
    std::array<Fp, 8> products;
    products[0] = points[0].z;
    for (std::size_t i = 1; i < points.size(); ++i) products[i] = products[i - 1] * points[i].z;
    auto inverse = products.back().inverse();
    OddMultiples affine;
    for (std::size_t i = points.size(); i-- > 0;) {
        const auto z = i == 0 ? inverse : inverse * products[i - 1];
        inverse = inverse * points[i].z;
        const auto z_squared = z.square();
        affine[i] = {points[i].x * z_squared, points[i].y * z_squared * z};
    }
    return affine;
}

OddMultiples times_lambda(const OddMultiples& points) noexcept {
    OddMultiples out;
    for (std::size_t i = 0; i < points.size(); ++i) out[i] = {points[i].x * BETA, points[i].y};
    return out;
}

OddMultiples negated(const OddMultiples& points) noexcept {
    OddMultiples out;
    for (std::size_t i = 0; i < points.size(); ++i) out[i] = points[i].negated();
    return out;
}

void add_digit(Jacobian<Fp>& sum, const OddMultiples& points, int digit) noexcept {
    if (digit > 0) sum = sum.plus(points[static_cast<std::size_t>(digit) / 2]);
    if (digit < 0) sum = sum.plus(points[static_cast<std::size_t>(-digit) / 2].negated());
}

}  // namespace

// (scalar, 0) is c1 (A, -B) + c2 (C, A) for real numbers c1 = scalar A / r, c2 = scalar B / r; with
// their floors, or one less, a short vector is left.
SplitScalar split_scalar(const u256& scalar) noexcept {
    const auto c1 = mul_full(scalar, A_QUOTIENT).high;
    const auto c2 = mul_full(scalar, B_QUOTIENT).high;
    return {scalar - c1 * A - c2 * C, c1 * B - c2 * A};
}

Jacobian<Fp> multiply_g1(const G1& p, const u256& scalar) noexcept {
    if (p.is_infinity()) return Jacobian<Fp>::infinity();
    const auto [first, second] = split_scalar(scalar);
    const auto points = odd_multiples(p);
    auto lambda_points = times_lambda(points);
    if (second.is_negative()) lambda_points = negated(lambda_points);
    const WindowedNaf first_digits(first);
    const WindowedNaf second_digits(second.is_negative() ? -second : second);
    auto sum = Jacobian<Fp>::infinity();
    for (unsigned i = std::max(first_digits.size(), second_digits.size()); i-- > 0;) {
        sum = sum.doubled();
        add_digit(sum, points, first_digits[i]);
        add_digit(sum, lambda_points, second_digits[i]);
    }
    return sum;
}

}  // namespace dusk::bn254
