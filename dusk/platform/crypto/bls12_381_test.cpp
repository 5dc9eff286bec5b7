#include <gtest/gtest.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/crypto/bls12_381.hpp>
#include <dusk/platform/crypto/modexp.hpp>

namespace dusk {
namespace {

Bytes generator_1() {
    return *from_hex(
        "0000000000000000000000000000000017f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f"
        "171bac586c55e83ff97a1aeffb3af00adb22c6bb0000000000000000000000000000000008b3f481e3aaa0f1"
        "a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1");
}

Bytes joined(std::initializer_list<BytesView> parts) {
    Bytes out;
    for (const auto part : parts) append(out, part);
    return out;
}

Bytes scalar(std::uint8_t value) {
    Bytes out(32);
    out[31] = value;
    return out;
}

/// k * generator, by a sum of one term.
Bytes times(std::uint8_t k) { return *bls12::g1_msm(joined({generator_1(), scalar(k)})); }

TEST(bls12_381, sums_equal_and_opposite_terms) {
    const auto g = generator_1();
    EXPECT_EQ(*bls12::g1_msm(joined({g, scalar(5), g, scalar(5)})), times(10));
    const auto minus_one =
        *from_hex("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000000");
    EXPECT_EQ(*bls12::g1_msm(joined({g, minus_one, g, scalar(1)})), Bytes(128));
    EXPECT_EQ(*bls12::g1_msm(joined({g, scalar(0), g, scalar(0)})), Bytes(128));
    EXPECT_EQ(*bls12::g1_msm(joined({Bytes(128), scalar(9), g, scalar(3)})), times(3));
}

TEST(bls12_381, sums_many_equal_terms) {
    for (const std::size_t count : {2u, 3u, 31u, 32u, 33u, 100u, 250u}) {
        Bytes input;
        for (std::size_t i = 0; i < count; ++i) append(input, joined({generator_1(), scalar(1)}));
        EXPECT_EQ(*bls12::g1_msm(input), times(static_cast<std::uint8_t>(count))) << count;
    }
}

TEST(bls12_381, reduces_scalars_above_the_order) {
    const auto order_plus_2 =
        *from_hex("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000003");
    const auto g = generator_1();
    EXPECT_EQ(*bls12::g1_msm(joined({g, order_plus_2})), times(2));
    EXPECT_EQ(*bls12::g1_msm(joined({g, order_plus_2, g, order_plus_2})), times(4));
}

TEST(bls12_381, refuses_inputs_of_another_size) {
    for (const std::size_t size : {0u, 1u, 127u, 129u}) {
        EXPECT_FALSE(bls12::g1_add(Bytes(size)).has_value());
        EXPECT_FALSE(bls12::g1_msm(Bytes(size)).has_value());
        EXPECT_FALSE(bls12::g2_add(Bytes(size)).has_value());
        EXPECT_FALSE(bls12::g2_msm(Bytes(size)).has_value());
        EXPECT_FALSE(bls12::pairing(Bytes(size)).has_value());
        EXPECT_FALSE(bls12::map_fp_to_g1(Bytes(size)).has_value());
        EXPECT_FALSE(bls12::map_fp2_to_g2(Bytes(size)).has_value());
    }
}

TEST(bls12_381, pairs_infinity_to_one) {
    const auto output = bls12::pairing(Bytes(384));
    ASSERT_TRUE(output.has_value());
    EXPECT_EQ(output->back(), 1);
}

Bytes modexp_input(std::array<std::uint8_t, 3> sizes, std::string_view operands) {
    return joined({scalar(sizes[0]), scalar(sizes[1]), scalar(sizes[2]), *from_hex(operands)});
}

TEST(modexp, meets_its_edges) {
    EXPECT_EQ(to_hex(*modexp(modexp_input({1, 1, 1}, "030507"))), "0x05");
    EXPECT_EQ(to_hex(*modexp(modexp_input({1, 1, 2}, "0305000a"))), "0x0003");
    EXPECT_EQ(to_hex(*modexp(modexp_input({1, 1, 1}, "000007"))), "0x01");      // 0^0
    EXPECT_EQ(to_hex(*modexp(modexp_input({0, 0, 1}, "07"))), "0x01");          // empty operands
    EXPECT_EQ(to_hex(*modexp(modexp_input({1, 1, 1}, "030501"))), "0x00");      // mod 1
    EXPECT_EQ(to_hex(*modexp(modexp_input({1, 1, 2}, "03050000"))), "0x0000");  // mod 0
    EXPECT_EQ(to_hex(*modexp(modexp_input({1, 1, 2}, "030507"))), "0x00f3");    // 243 mod 0x0700
    EXPECT_EQ(*modexp({}), Bytes{});
}

TEST(modexp, refuses_what_no_gas_pays_for) {
    Bytes input(96);
    input[0] = 1;
    EXPECT_FALSE(modexp(input).has_value());
}

}  // namespace
}  // namespace dusk
