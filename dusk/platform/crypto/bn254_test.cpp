#include <gtest/gtest.h>

#include <dusk/core/crypto/hash.hpp>
#include <dusk/platform/crypto/bn254.hpp>
#include <dusk/platform/crypto/bn254_glv.hpp>
#include <dusk/platform/crypto/bn254_pairing.hpp>

namespace dusk::bn254 {
namespace {

const G1 GENERATOR_1{Fp::from(u256{1}), Fp::from(u256{2})};
/// EIP-197, P2.
const G2 GENERATOR_2{
    {Fp::from({0x1800deef121f1e76, 0x426a00665e5c4479, 0x674322d4f75edadd, 0x46debd5cd992f6ed}),
     Fp::from({0x198e9393920d483a, 0x7260bfb731fb5d25, 0xf1aa493335a9e712, 0x97e485b7aef312c2})},
    {Fp::from({0x12c85ea5db8c6deb, 0x4aab71808dcb408f, 0xe3d1e7690c43d37b, 0x4ce6cc0166fa7daa}),
     Fp::from({0x090689d0585ff075, 0xec9e99ad690c3395, 0xbc4b313370b38ef3, 0x55acdadcd122975b})}};

/// The i-th of a fixed sequence of scalars without structure.
u256 scalar(std::uint8_t i) { return to_u256(keccak256(Bytes{i})); }
Fp element(std::uint8_t i) { return Fp::from(scalar(i) % FIELD_PRIME); }
Fp2 element2(std::uint8_t i) { return {element(i), element(static_cast<std::uint8_t>(i + 100))}; }

Fp12 element12() {
    return {{element2(1), element2(2), element2(3)}, {element2(4), element2(5), element2(6)}};
}

template <class F>
F power(const F& base, const u256& exponent) {
    F result = F::one();
    for (unsigned i = 256; i-- > 0;) {
        result = result.square();
        if ((exponent.limb[i / 64] >> (i % 64) & 1) != 0) result = result * base;
    }
    return result;
}

template <class F>
Jacobian<F> multiply_by_doubling(const Affine<F>& p, const u256& k) {
    auto sum = Jacobian<F>::infinity();
    for (unsigned i = 256; i-- > 0;) {
        sum = sum.doubled();
        if ((k.limb[i / 64] >> (i % 64) & 1) != 0) sum = sum.plus(p);
    }
    return sum;
}

TEST(bn254_field, agrees_with_big_integers) {
    for (std::uint8_t i = 0; i < 50; ++i) {
        const auto a = scalar(i) % FIELD_PRIME;
        const auto b = scalar(static_cast<std::uint8_t>(i + 1)) % FIELD_PRIME;
        EXPECT_EQ(Fp::from(a).value(), a);
        EXPECT_EQ((Fp::from(a) * Fp::from(b)).value(), mul_mod(a, b, FIELD_PRIME));
        EXPECT_EQ((Fp::from(a) + Fp::from(b)).value(), add_mod(a, b, FIELD_PRIME));
        EXPECT_EQ(Fp::from(a) - Fp::from(b) + Fp::from(b), Fp::from(a));
        EXPECT_EQ(Fp::from(a).halved().doubled(), Fp::from(a));
        EXPECT_EQ(Fp::from(a) * Fp::from(a).inverse(), Fp::one());
    }
}

TEST(bn254_field, meets_its_edges) {
    const auto last = FIELD_PRIME - u256{1};
    const auto minus_one = Fp::from(last);
    EXPECT_EQ(minus_one.square(), Fp::one());
    EXPECT_EQ(minus_one + Fp::one(), Fp::zero());
    EXPECT_EQ(-Fp::zero(), Fp::zero());
    const Fp2 corner{minus_one, minus_one};  // (-1 - u)^2 = 2u
    EXPECT_EQ(corner * corner, (Fp2{Fp::zero(), Fp::from(u256{2})}));
    EXPECT_EQ(corner.square(), corner * corner);
}

TEST(bn254_field, inverts_small_large_and_sparse_values) {
    EXPECT_EQ(Fp::zero().inverse(), Fp::zero());
    for (unsigned shift = 0; shift < 254; ++shift) {
        const auto power = u256{1} << shift;
        for (const auto& value : {power, power - u256{1}, FIELD_PRIME - power, ~u256{} >> shift}) {
            const auto element = Fp::from(value % FIELD_PRIME);
            if (element.is_zero()) continue;
            ASSERT_EQ(element * element.inverse(), Fp::one()) << shift;
        }
    }
    for (std::uint8_t i = 0; i < 200; ++i)
        ASSERT_EQ(element(i).inverse(), element(i).power(FIELD_PRIME - u256{2}));
}

TEST(bn254_tower, inverts_and_squares) {
    const auto f = element12();
    EXPECT_EQ(f.square(), f * f);
    EXPECT_EQ(f * f.inverse(), Fp12::one());
    EXPECT_EQ(f.c0 * f.c0.inverse(), Fp6::one());
    EXPECT_EQ(element2(9) * element2(9).inverse(), Fp2::one());
}

TEST(bn254_tower, has_the_right_frobenius_constants) {
    const Fp2 xi{Fp::from(u256{9}), Fp::one()};
    const auto gamma = power(xi, (FIELD_PRIME - u256{1}) / u256{6});
    auto expected = Fp2::one();
    for (unsigned i = 0; i < 6; ++i) {
        EXPECT_EQ(FROBENIUS_GAMMA[i], expected);
        EXPECT_EQ((Fp2{FROBENIUS_2_GAMMA[i], Fp::zero()}), expected * expected.conjugate());
        expected = expected * gamma;
    }
}

TEST(bn254_tower, frobenius_is_the_p_th_power) {
    const auto f = element12();
    EXPECT_EQ(f.frobenius(), power(f, FIELD_PRIME));
    EXPECT_EQ(f.frobenius_2(), f.frobenius().frobenius());
}

TEST(bn254_tower, squares_cyclotomic_elements) {
    const auto f = element12();
    auto g = f.conjugate() * f.inverse();
    g = g.frobenius_2() * g;
    EXPECT_EQ(g.cyclotomic_square(), g * g);
}

TEST(bn254_tower, multiplies_by_lines) {
    const Fp12 line{{element2(20), {}, {}}, {element2(21), element2(22), {}}};
    EXPECT_EQ(element12().times_line(element2(20), element2(21), element2(22)), element12() * line);
}

TEST(bn254_curve, multiplies_by_any_scalar) {
    const u256 scalars[] = {{},
                            {1},
                            {2},
                            {15},
                            {16},
                            {17},
                            {31},
                            GROUP_ORDER,
                            GROUP_ORDER - u256{1},
                            ~u256{},
                            ~u256{} - u256{14},
                            scalar(1),
                            scalar(2),
                            scalar(3)};
    for (const auto& k : scalars) {
        EXPECT_TRUE(multiply(GENERATOR_1, k).equals(multiply_by_doubling(GENERATOR_1, k)));
        EXPECT_TRUE(multiply(GENERATOR_2, k).equals(multiply_by_doubling(GENERATOR_2, k)));
    }
}

TEST(bn254_glv, splits_scalars) {
    const auto check = [](const u256& k) {
        const auto [first, second] = split_scalar(k);
        const auto size = second.is_negative() ? -second : second;
        EXPECT_LE(first.bit_length(), 129u);
        EXPECT_LE(size.bit_length(), 129u);
        const auto product = mul_mod(size, LAMBDA, GROUP_ORDER);
        const auto term = second.is_negative() ? GROUP_ORDER - product : product;
        EXPECT_EQ(add_mod(first, term, GROUP_ORDER), k % GROUP_ORDER);
    };
    for (std::uint8_t i = 0; i < 200; ++i) check(scalar(i));
    for (unsigned i = 0; i <= 256; ++i) check(~u256{} >> i);
    for (std::uint64_t i = 0; i < 6; ++i) check(u256{i} * GROUP_ORDER - u256{1});
    check(LAMBDA);
    check(LAMBDA - u256{1});
}

TEST(bn254_glv, multiplies_by_any_scalar) {
    const auto check = [](const G1& p, const u256& k) {
        EXPECT_TRUE(multiply_g1(p, k).equals(multiply(p, k)));
    };
    for (std::uint64_t i = 0; i < 40; ++i) check(GENERATOR_1, i);
    for (unsigned i = 0; i < 256; i += 5) check(GENERATOR_1, ~u256{} >> i);
    for (const auto& k : {GROUP_ORDER, GROUP_ORDER - u256{1}, GROUP_ORDER + u256{1}, LAMBDA,
                          LAMBDA + u256{1}, GROUP_ORDER - LAMBDA})
        check(GENERATOR_1, k);
    for (std::uint8_t i = 0; i < 50; ++i)
        check(multiply(GENERATOR_1, scalar(i)).to_affine(), scalar(static_cast<std::uint8_t>(~i)));
    EXPECT_TRUE(multiply_g1(G1{}, scalar(1)).is_infinity());
}

TEST(bn254_curve, adds_equal_and_opposite_points) {
    const auto p = Jacobian<Fp>::from(GENERATOR_1).doubled();
    const auto affine = p.to_affine();
    EXPECT_TRUE(p.plus(p).equals(p.doubled()));
    EXPECT_TRUE(p.plus(affine).equals(p.doubled()));
    EXPECT_TRUE(p.plus(p.negated()).is_infinity());
    EXPECT_TRUE(p.plus(affine.negated()).is_infinity());
    EXPECT_TRUE(p.plus(Jacobian<Fp>::infinity()).equals(p));
    EXPECT_TRUE(Jacobian<Fp>::infinity().plus(affine).equals(p));
    EXPECT_TRUE(is_on_curve(affine));
}

TEST(bn254_curve, knows_the_subgroup_of_the_twist) {
    EXPECT_TRUE(is_on_curve(GENERATOR_2));
    EXPECT_TRUE(is_in_subgroup(GENERATOR_2));
    EXPECT_TRUE(is_in_subgroup(multiply(GENERATOR_2, scalar(4)).to_affine()));
    EXPECT_TRUE(multiply(GENERATOR_2, GROUP_ORDER).is_infinity());
}

/// A square root in Fp2 by the norm, as p = 3 mod 4; none for a non-residue.
std::optional<Fp2> square_root(const Fp2& a) {
    const auto exponent = (FIELD_PRIME + u256{1}) / u256{4};
    const auto root = [&](const Fp& v) { return v.power(exponent); };
    const auto norm = root(a.c0.square() + a.c1.square());
    for (const auto& n : {norm, -norm}) {
        const auto half = (a.c0 + n).halved();
        const auto x = root(half);
        if (x.is_zero()) continue;
        const Fp2 candidate{x, a.c1 * x.doubled().inverse()};
        if (candidate.square() == a) return candidate;
    }
    return std::nullopt;
}

TEST(bn254_curve, agrees_with_the_order_about_random_twist_points) {
    const Fp2 b = GENERATOR_2.y.square() - GENERATOR_2.x.square() * GENERATOR_2.x;
    unsigned found = 0;
    for (std::uint8_t i = 0; i < 24; ++i) {
        const auto x = element2(i);
        const auto y = square_root(x.square() * x + b);
        if (!y) continue;
        ++found;
        const G2 q{x, *y};
        ASSERT_TRUE(is_on_curve(q));
        EXPECT_EQ(is_in_subgroup(q), multiply(q, GROUP_ORDER).is_infinity());
        EXPECT_FALSE(is_in_subgroup(q));
    }
    EXPECT_GT(found, 5u);
}

TEST(bn254_pairing, is_bilinear) {
    const auto a = scalar(5);
    const auto b = scalar(6);
    const auto pa = multiply(GENERATOR_1, a).to_affine();
    const auto qb = multiply(GENERATOR_2, b).to_affine();
    const auto pab = multiply(pa, b).to_affine();
    const PairingInput equal_products[] = {{pa, qb}, {pab.negated(), GENERATOR_2}};
    EXPECT_TRUE(pairing_product_is_one(equal_products));
    const PairingInput unequal[] = {{pa, qb}, {pab, GENERATOR_2}};
    EXPECT_FALSE(pairing_product_is_one(unequal));
}

TEST(bn254_pairing, is_not_degenerate_and_has_the_right_order) {
    const PairingInput pair[] = {{GENERATOR_1, GENERATOR_2}};
    const auto value = final_exponentiation(miller_loop(pair));
    EXPECT_NE(value, Fp12::one());
    EXPECT_EQ(power(value, GROUP_ORDER), Fp12::one());
}

TEST(bn254_pairing, counts_infinity_as_one) {
    EXPECT_TRUE(pairing_product_is_one({}));
    const PairingInput pairs[] = {{G1{}, GENERATOR_2}, {GENERATOR_1, G2{}}};
    EXPECT_TRUE(pairing_product_is_one(pairs));
}

TEST(bn254_precompiles, refuse_bad_input) {
    Bytes off_curve(64);
    off_curve[31] = 1;
    off_curve[63] = 3;
    EXPECT_FALSE(add(off_curve).has_value());
    EXPECT_FALSE(multiply(off_curve).has_value());
    Bytes unreduced(64);
    store_be(unreduced.data(), FIELD_PRIME);
    EXPECT_FALSE(add(unreduced).has_value());
    EXPECT_FALSE(pairing(Bytes(191)).has_value());
    EXPECT_FALSE(pairing(Bytes(193)).has_value());
    EXPECT_EQ(*add({}), Bytes(64));
}

}  // namespace
}  // namespace dusk::bn254
