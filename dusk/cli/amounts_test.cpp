#include <gtest/gtest.h>

#include <dusk/cli/amounts.hpp>

namespace dusk::cli {
namespace {

TEST(amounts, are_decimal_with_a_point) {
    EXPECT_EQ(parse_amount("1.5", 9), u256{1'500'000'000});
    EXPECT_EQ(parse_amount("0.000000001", 9), u256{1});
    EXPECT_EQ(parse_amount("20", 0), u256{20});
    EXPECT_EQ(parse_amount("1000000000", 18), u256{1'000'000'000} * power(u256{10}, u256{18}));
}

TEST(amounts, refuse_what_is_no_plain_number) {
    for (const auto* text : {"", ".", "1.", ".5", "-1", "+1", "1e3", "0x1", "1,5", "1.2.3", " 1"})
        EXPECT_FALSE(parse_amount(text, 9)) << text;
    EXPECT_FALSE(parse_amount("0.0000000001", 9));
    EXPECT_FALSE(parse_amount("1.5", 0));
    EXPECT_FALSE(parse_amount(std::string(70, '9'), 9));
}

TEST(amounts, print_what_they_read) {
    for (const auto* text : {"0", "1", "1.5", "0.000000001", "123456789.987654321"})
        EXPECT_EQ(amount_text(*parse_amount(text, 9), 9), text);
    EXPECT_EQ(amount_text(u256{120}, 0), "120");
    EXPECT_EQ(amount_text(u256::max(), 0),
              "115792089237316195423570985008687907853269984665640564039457584007913129639935");
}

}  // namespace
}  // namespace dusk::cli
