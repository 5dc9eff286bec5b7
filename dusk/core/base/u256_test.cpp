#include <random>

#include <gmp.h>
#include <gtest/gtest.h>

#include <dusk/core/base/u256.hpp>

namespace dusk {
namespace {

u256 random_word(std::mt19937_64& random) {
    u256 r;
    for (auto& limb : r.limb) limb = random();
    // Short and sparse values reach the rare branches of the division.
    switch (random() % 4) {
        case 0:
            return r >> (random() % 256);
        case 1:
            return u256{1} << (random() % 256);
        case 2:
            return ~(u256::max() >> (random() % 256));
        default:
            return r;
    }
}

/// Limbs of few ones or few zeros: where estimates of quotients fail.
u256 edge_word(std::mt19937_64& random) {
    u256 r;
    for (auto& limb : r.limb) {
        const auto offset = random() % 3;
        const std::uint64_t bases[] = {0, ~0ull, 1ull << 63, 1ull << 32};
        limb = bases[random() % 4] + offset - 1;
    }
    return r >> (64 * (random() % 4));
}

/// The same integers in GMP.
class Integer {
public:
    Integer() { mpz_init(value_); }
    explicit Integer(const u256& value) : Integer() {
        mpz_import(value_, 4, -1, 8, 0, 0, value.limb);
    }
    Integer(const Integer&) = delete;
    Integer& operator=(const Integer&) = delete;
    ~Integer() { mpz_clear(value_); }
    mpz_ptr get() { return value_; }
    u256 word() const {
        u256 r;
        mpz_export(r.limb, nullptr, -1, 8, 0, 0, value_);
        return r;
    }

private:
    mpz_t value_;
};

void expect_as_gmp(const u256& a, const u256& b, const u256& m) {
    Integer x(a);
    Integer y(b);
    Integer modulus(m);
    Integer result;
    Integer quotient;
    mpz_mul(result.get(), x.get(), y.get());
    mpz_mod(result.get(), result.get(), modulus.get());
    ASSERT_EQ(mul_mod(a, b, m), result.word());
    mpz_add(result.get(), x.get(), y.get());
    mpz_mod(result.get(), result.get(), modulus.get());
    ASSERT_EQ(add_mod(a, b, m), result.word());
    mpz_fdiv_qr(quotient.get(), result.get(), x.get(), modulus.get());
    const auto divided = divide(a, m);
    ASSERT_EQ(divided.quotient, quotient.word());
    ASSERT_EQ(divided.remainder, result.word());
}

TEST(u256, division_agrees_with_gmp) {
    std::mt19937_64 random{4};
    for (int i = 0; i < 100000; ++i) {
        const auto next = [&] { return i % 2 == 0 ? random_word(random) : edge_word(random); };
        const auto a = next();
        const auto b = next();
        // Near the dividend, near 2^256, or any.
        const auto m = i % 7 == 0   ? a + u256{random() % 3} - u256{1}
                       : i % 7 == 1 ? u256::max() - u256{random() % 3}
                                    : next();
        if (m.is_zero()) continue;
        expect_as_gmp(a, b, m);
        if (HasFatalFailure()) return;
    }
}

TEST(u256, division_by_zero_gives_zero) {
    EXPECT_EQ(add_mod(5, 6, 0), u256{});
    EXPECT_EQ(mul_mod(5, 6, 0), u256{});
    EXPECT_EQ(divide(5, 0).quotient, u256{});
    EXPECT_EQ(divide(5, 0).remainder, u256{});
}

TEST(u256, power_agrees_with_gmp) {
    std::mt19937_64 random{5};
    Integer modulus;
    mpz_setbit(modulus.get(), 256);
    for (int i = 0; i < 500; ++i) {
        const auto base = random_word(random);
        const auto exponent = random_word(random);
        Integer result;
        mpz_powm(result.get(), Integer(base).get(), Integer(exponent).get(), modulus.get());
        ASSERT_EQ(power(base, exponent), result.word());
    }
}

TEST(u256, division_undoes_multiplication) {
    std::mt19937_64 random{1};
    for (int i = 0; i < 200000; ++i) {
        const auto a = random_word(random);
        const auto b = random_word(random);
        const auto [q, r] = divide(a, b);
        if (b.is_zero()) {
            EXPECT_TRUE(q.is_zero() && r.is_zero());
            continue;
        }
        ASSERT_LT(r, b);
        ASSERT_EQ(q * b + r, a);
    }
}

TEST(u256, mul_mod_agrees_with_shift_and_add) {
    std::mt19937_64 random{2};
    for (int i = 0; i < 2000; ++i) {
        const auto a = random_word(random);
        const auto b = random_word(random);
        const auto m = random_word(random);
        if (m.is_zero()) continue;
        u256 expected;
        for (unsigned bit = 256; bit-- > 0;) {
            expected = add_mod(expected, expected, m);
            if (b.bit(bit)) expected = add_mod(expected, a, m);
        }
        ASSERT_EQ(mul_mod(a, b, m), expected);
    }
}

TEST(u256, signed_division_truncates_toward_zero) {
    const auto minus = [](std::uint64_t v) { return -u256{v}; };
    EXPECT_EQ(divide_signed(minus(7), 2).quotient, minus(3));
    EXPECT_EQ(divide_signed(minus(7), 2).remainder, minus(1));
    EXPECT_EQ(divide_signed(7, minus(2)).quotient, minus(3));
    EXPECT_EQ(divide_signed(7, minus(2)).remainder, u256{1});
    const auto lowest = u256{1} << 255;
    EXPECT_EQ(divide_signed(lowest, minus(1)).quotient, lowest);
}

TEST(u256, shifts_by_word_size_and_more_give_zero) {
    EXPECT_EQ(u256{1} << 256, u256{});
    EXPECT_EQ(u256::max() >> 256, u256{});
    EXPECT_EQ((u256{1} << 255) >> 255, u256{1});
}

TEST(u256, shifts_move_each_bit_by_itself) {
    std::mt19937_64 random{3};
    for (unsigned shift = 0; shift < 256; ++shift) {
        const auto value = random_word(random);
        const auto left = value << shift;
        const auto right = value >> shift;
        for (unsigned bit = 0; bit < 256; ++bit) {
            ASSERT_EQ(left.bit(bit), bit >= shift && value.bit(bit - shift));
            ASSERT_EQ(right.bit(bit), bit + shift < 256 && value.bit(bit + shift));
        }
    }
}

TEST(u256, short_big_endian_strings_are_right_aligned) {
    EXPECT_EQ(u256_from_be({}), u256{});
    const Bytes bytes{1, 2, 3};
    EXPECT_EQ(u256_from_be(bytes), u256{0x010203});
    EXPECT_EQ(to_u256(Address{{0x80}}), u256{0x80} << 152);
}

TEST(u256, power_wraps) {
    EXPECT_EQ(power(2, 255), u256{1} << 255);
    EXPECT_EQ(power(2, 256), u256{});
    EXPECT_EQ(power(0, 0), u256{1});
    EXPECT_EQ(power(3, 5), u256{243});
}

TEST(u256, big_endian_bytes_round_trip) {
    const u256 value{0x0102030405060708, 0x1112131415161718, 0x2122232425262728,
                     0x3132333435363738};
    const auto bytes = to_hash32(value);
    EXPECT_EQ(bytes[0], 1);
    EXPECT_EQ(bytes[31], 0x38);
    EXPECT_EQ(to_u256(bytes), value);
}

}  // namespace
}  // namespace dusk
