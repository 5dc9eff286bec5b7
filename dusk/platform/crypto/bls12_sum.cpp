#include <algorithm>
#include <vector>

#include <dusk/platform/crypto/bls12_sum.hpp>
#include <dusk/platform/crypto/windowed_naf.hpp>

namespace dusk::bls12 {
namespace {

/// z^2 - 1 for the curve's parameter z: (x, y) -> (BETA x, y) multiplies by it.
constexpr u256 LAMBDA{0, 0, 0xac45a4010001a402, 0x00000000ffffffff};
/// A cube root of one, in Montgomery form.
constexpr blst_fp BETA{{0xcd03c9e48671f071, 0x5dab22461fcda5d2, 0x587042afd3851b95,
                        0x8eb60ebe01bacb9e, 0x03f97d6e83d050d2, 0x18f0206554638741}};

/// p, 3p, … 15p.
constexpr std::size_t MULTIPLES = 8;

/// A point's odd multiples and one half of its scalar.
struct HalfTerm {
    std::array<blst_p1_affine, MULTIPLES> points;
    WindowedNaf digits;
};

std::vector<blst_p1_affine> odd_multiples(std::span<const G1Term> terms) {
    std::vector<blst_p1> points(terms.size() * MULTIPLES);
    for (std::size_t i = 0; i < terms.size(); ++i) {
        auto* const multiple = &points[i * MULTIPLES];
        blst_p1_from_affine(&multiple[0], &terms[i].point);
        blst_p1 twice;
        blst_p1_double(&twice, &multiple[0]);
        for (std::size_t j = 1; j < MULTIPLES; ++j)
            blst_p1_add_or_double(&multiple[j], &multiple[j - 1], &twice);
    }
    std::vector<blst_p1_affine> affine(points.size());
    const blst_p1* const array[] = {points.data(), nullptr};
    blst_p1s_to_affine(affine.data(), array, points.size());
    return affine;
}

std::vector<HalfTerm> halve(std::span<const G1Term> terms) {
    const auto multiples = odd_multiples(terms);
    std::vector<HalfTerm> halves;
    halves.reserve(2 * terms.size());
    for (std::size_t i = 0; i < terms.size(); ++i) {
        const auto [high, low] = divide(terms[i].scalar, LAMBDA);
        HalfTerm half{.points = {}, .digits = WindowedNaf(low)};
        std::copy_n(&multiples[i * MULTIPLES], MULTIPLES, half.points.begin());
        halves.push_back(half);
        half.digits = WindowedNaf(high);
        for (auto& point : half.points) blst_fp_mul(&point.x, &point.x, &BETA);
        halves.push_back(half);
    }
    return halves;
}

void add_digit(blst_p1& sum, const HalfTerm& term, int digit) {
    if (digit == 0) return;
    auto point = term.points[static_cast<std::size_t>(std::abs(digit)) / 2];
    blst_fp_cneg(&point.y, &point.y, digit < 0);
    blst_p1_add_or_double_affine(&sum, &sum, &point);
}

}  // namespace

blst_p1 sum_of_products(std::span<const G1Term> terms) {
    blst_p1 sum{};
    if (terms.empty()) return sum;
    const auto halves = halve(terms);
    unsigned size = 0;
    for (const auto& half : halves) size = std::max(size, half.digits.size());
    for (unsigned i = size; i-- > 0;) {
        blst_p1_double(&sum, &sum);
        for (const auto& half : halves) add_digit(sum, half, half.digits[i]);
    }
    return sum;
}

}  // namespace dusk::bls12
