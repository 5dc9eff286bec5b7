#include <gtest/gtest.h>

#include <dusk/core/codec/hex.hpp>

namespace dusk {
namespace {

TEST(hex, writes_lower_case_with_prefix) {
    EXPECT_EQ(to_hex(Bytes{}), "0x");
    EXPECT_EQ(to_hex(Bytes{0x00, 0xAb, 0xff}), "0x00abff");
    EXPECT_EQ(to_hex_plain(Bytes{0x00, 0xAb}), "00ab");
}

TEST(hex, reads_either_case_with_or_without_prefix) {
    EXPECT_EQ(from_hex("0x00ABff"), (Bytes{0x00, 0xab, 0xff}));
    EXPECT_EQ(from_hex("00abFF"), (Bytes{0x00, 0xab, 0xff}));
    EXPECT_EQ(from_hex(""), Bytes{});
    EXPECT_EQ(from_hex("0x"), Bytes{});
}

TEST(hex, rejects_bad_text) {
    EXPECT_EQ(from_hex("0x1").error(), HexError::odd_length);
    EXPECT_EQ(from_hex("0x1g").error(), HexError::bad_digit);
    EXPECT_EQ(from_hex("\xff\xff").error(), HexError::bad_digit);
    EXPECT_EQ(fixed_from_hex<2>("0x01").error(), HexError::wrong_size);
}

TEST(hex, all_bytes_round_trip) {
    Bytes all(256);
    for (std::size_t i = 0; i < 256; ++i) all[i] = static_cast<std::uint8_t>(i);
    EXPECT_EQ(from_hex(to_hex(all)), all);
}

TEST(hex_quantity, has_no_leading_zero) {
    EXPECT_EQ(to_hex_quantity(0), "0x0");
    EXPECT_EQ(to_hex_quantity(16), "0x10");
    EXPECT_EQ(to_hex_quantity(u256::max()), "0x" + std::string(64, 'f'));
    EXPECT_EQ(quantity_from_hex("0x0"), u256{});
    EXPECT_EQ(quantity_from_hex("0xFf"), u256{255});
    EXPECT_EQ(quantity_from_hex("0x" + std::string(64, 'f')), u256::max());
}

TEST(hex_quantity, rejects_what_geth_rejects) {
    EXPECT_EQ(quantity_from_hex("").error(), HexError::empty);
    EXPECT_EQ(quantity_from_hex("0x").error(), HexError::empty);
    EXPECT_EQ(quantity_from_hex("12").error(), HexError::bad_digit);
    EXPECT_EQ(quantity_from_hex("0x01").error(), HexError::leading_zero);
    EXPECT_EQ(quantity_from_hex("0xg").error(), HexError::bad_digit);
    EXPECT_EQ(quantity_from_hex("0x1" + std::string(64, '0')).error(), HexError::wrong_size);
}

}  // namespace
}  // namespace dusk
