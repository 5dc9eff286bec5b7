#include <random>

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
