#include <gtest/gtest.h>

#include <dusk/core/crypto/hash.hpp>
#include <dusk/platform/crypto/bls12_sum.hpp>

namespace dusk::bls12 {
namespace {

constexpr u256 ORDER{0x73eda753299d7d48, 0x3339d80809a1d805, 0x53bda402fffe5bfe,
                     0xffffffff00000001};
constexpr u256 LAMBDA{0, 0, 0xac45a4010001a402, 0x00000000ffffffff};

u256 scalar(std::uint8_t i) { return to_u256(keccak256(Bytes{i})); }

blst_p1 multiply(const blst_p1_affine& point, const u256& k) {
    blst_scalar scalar;
    blst_scalar_from_uint64(&scalar, (k % ORDER).limb);
    blst_p1 product;
    blst_p1_from_affine(&product, &point);
    blst_p1_mult(&product, &product, scalar.b, 255);
    return product;
}

blst_p1_affine point(std::uint8_t i) {
    const auto product = multiply(*blst_p1_affine_generator(), scalar(i));
    blst_p1_affine affine;
    blst_p1_to_affine(&affine, &product);
    return affine;
}

void expect_as_blst(std::span<const G1Term> terms) {
    blst_p1 want{};
    for (const auto& term : terms) {
        const auto product = multiply(term.point, term.scalar);
        blst_p1_add_or_double(&want, &want, &product);
    }
    const auto got = sum_of_products(terms);
    EXPECT_TRUE(blst_p1_is_equal(&got, &want));
}

TEST(bls12_sum, multiplies_by_scalars_at_the_edges) {
    for (const auto& k :
         {u256{}, u256{1}, u256{2}, u256{15}, u256{16}, u256{17}, LAMBDA - u256{1}, LAMBDA,
          LAMBDA + u256{1}, ORDER - u256{1}, ORDER, ORDER + u256{1}, ~u256{}, u256{1} << 255}) {
        const G1Term term{point(1), k};
        expect_as_blst({&term, 1});
    }
}

TEST(bls12_sum, adds_products) {
    std::vector<G1Term> terms;
    for (std::uint8_t i = 0; i < 30; ++i) {
        expect_as_blst(terms);
        terms.push_back({point(i), scalar(static_cast<std::uint8_t>(i + 100))});
    }
}

TEST(bls12_sum, meets_equal_and_opposite_points) {
    const auto p = point(1);
    const G1Term doubled[] = {{p, 5}, {p, 5}};
    expect_as_blst(doubled);
    const G1Term cancelled[] = {{p, 5}, {p, ORDER - u256{5}}};
    expect_as_blst(cancelled);
    const auto sum = sum_of_products(cancelled);
    EXPECT_TRUE(blst_p1_is_inf(&sum));
}

}  // namespace
}  // namespace dusk::bls12
