#include <random>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <tests/support/vectors.hpp>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/codec/rlp.hpp>

namespace dusk::rlp {
namespace {

namespace json = boost::json;

/// Whether all of a text is one canonical item, at every depth.
bool is_valid(BytesView in) {
    const auto item = take_item(in);
    if (!item || !in.empty()) return false;
    std::vector<ListReader> open;
    if (item->is_list) open.emplace_back(item->payload);
    while (!open.empty()) {
        if (open.back().at_end()) {
            open.pop_back();
            continue;
        }
        const auto next = open.back().next();
        if (!next) return false;
        if (next->is_list) open.emplace_back(next->payload);
    }
    return true;
}

/// The encoding of a value as the vectors write it: texts, "#" and decimal digits, numbers, arrays.
void encode_value(Bytes& out, const json::value& value) {
    if (value.is_array()) {
        Bytes payload;
        for (const auto& element : value.as_array()) encode_value(payload, element);
        append(out, encode_list(payload));
    } else if (value.is_string() && value.as_string().starts_with('#')) {
        Bytes number{0};  // big-endian; some are larger than a word
        for (const char digit : value.as_string().subview(1)) {
            std::uint32_t carry = static_cast<std::uint32_t>(digit - '0');
            for (auto byte = number.rbegin(); byte != number.rend(); ++byte) {
                carry += *byte * 10u;
                *byte = static_cast<std::uint8_t>(carry);
                carry >>= 8;
            }
            if (carry != 0) number.insert(number.begin(), static_cast<std::uint8_t>(carry));
        }
        if (number[0] == 0) number.erase(number.begin());
        encode(out, number);
    } else if (value.is_string()) {
        encode(out, as_bytes(value.as_string()));
    } else {
        encode(out, value.to_number<std::uint64_t>());
    }
}

Bytes hex_bytes(std::string_view text) { return from_hex(text).value(); }

TEST(rlp, ethereum_tests_valid_vectors) {
    DUSK_VECTORS_OR_SKIP(folder, "ethereum-tests");
    const auto cases = json::parse(test::read_text(folder / "RLPTests/rlptest.json")).as_object();
    EXPECT_GT(cases.size(), 20u);
    for (const auto& [name, test] : cases) {
        const auto expected = hex_bytes(test.at("out").as_string());
        Bytes encoded;
        encode_value(encoded, test.at("in"));
        EXPECT_EQ(encoded, expected) << name;
        EXPECT_TRUE(is_valid(expected)) << name;
    }
}

TEST(rlp, ethereum_tests_random_vectors) {
    DUSK_VECTORS_OR_SKIP(folder, "ethereum-tests");
    const auto cases =
        json::parse(test::read_text(folder / "RLPTests/RandomRLPTests/example.json")).as_object();
    EXPECT_FALSE(cases.empty());
    for (const auto& [name, test] : cases)
        EXPECT_EQ(is_valid(hex_bytes(test.at("out").as_string())), test.at("in") == "VALID");
}

TEST(rlp, ethereum_tests_invalid_vectors) {
    DUSK_VECTORS_OR_SKIP(folder, "ethereum-tests");
    const auto cases =
        json::parse(test::read_text(folder / "RLPTests/invalidRLPTest.json")).as_object();
    EXPECT_GT(cases.size(), 20u);
    for (const auto& [name, test] : cases)
        EXPECT_FALSE(is_valid(hex_bytes(test.at("out").as_string()))) << name;
}

RlpError item_error(const char* text) {
    const auto bytes = hex_bytes(text);
    BytesView in = bytes;
    return take_item(in).error();
}

/// A reader over items that stand in a list one after the other.
template <class Read>
auto read_from(const char* payload, Read read) {
    const auto bytes = hex_bytes(payload);
    ListReader reader{bytes};
    return read(reader);
}

TEST(rlp_decode, rejects_each_broken_form) {
    EXPECT_EQ(item_error(""), RlpError::input_too_short);
    EXPECT_EQ(item_error("83646f"), RlpError::input_too_short);
    EXPECT_EQ(item_error("c3646f"), RlpError::input_too_short);
    EXPECT_EQ(item_error("b8"), RlpError::input_too_short);
    EXPECT_EQ(item_error("bfffffffffffffffff00"), RlpError::input_too_short);
    EXPECT_EQ(item_error("8100"), RlpError::non_canonical_single);
    EXPECT_EQ(item_error("817f"), RlpError::non_canonical_single);
    EXPECT_EQ(item_error("b800"), RlpError::non_canonical_size);
    EXPECT_EQ(item_error("b90038"), RlpError::non_canonical_size);
    EXPECT_EQ(item_error("f837"), RlpError::non_canonical_size);
}

TEST(rlp_decode, rejects_items_of_the_wrong_kind) {
    const auto u64 = [](ListReader& r) { return r.next_u64().error(); };
    const auto word = [](ListReader& r) { return r.next_u256().error(); };
    EXPECT_EQ(read_from("00", u64), RlpError::leading_zero);
    EXPECT_EQ(read_from("820001", u64), RlpError::leading_zero);
    EXPECT_EQ(read_from("89010000000000000000", u64), RlpError::overflow);
    EXPECT_EQ(
        read_from("a1010000000000000000000000000000000000000000000000000000000000000000", word),
        RlpError::overflow);
    EXPECT_EQ(read_from("c0", u64), RlpError::unexpected_list);
    EXPECT_EQ(read_from("80", [](ListReader& r) { return r.next_list().error(); }),
              RlpError::unexpected_string);
    EXPECT_EQ(read_from("820101", [](ListReader& r) { return r.next_fixed<3>().error(); }),
              RlpError::wrong_size);
    EXPECT_EQ(read_from("", u64), RlpError::missing_element);
    EXPECT_EQ(read_from("01", [](ListReader& r) { return r.finish().error(); }),
              RlpError::surplus_elements);
    EXPECT_EQ(ListReader::open(Bytes{0x80}).error(), RlpError::unexpected_string);
    EXPECT_EQ(ListReader::open(Bytes{0xc0, 0x00}).error(), RlpError::trailing_bytes);
}

TEST(rlp, integers_and_strings_round_trip) {
    std::mt19937_64 random{1};
    for (unsigned i = 0; i < 2000; ++i) {
        const auto small = random() >> random() % 64;
        const auto word = u256{random(), random(), random(), random()} >> random() % 256;
        const Bytes string(random() % 300, static_cast<std::uint8_t>(random()));
        const auto encoded = encode_items(small, word, BytesView{string}, Address{{1}});
        auto reader = ListReader::open(encoded).value();
        ASSERT_EQ(reader.next_u64(), small);
        ASSERT_EQ(reader.next_u256(), word);
        ASSERT_TRUE(equal(reader.next_string().value(), string));
        ASSERT_EQ(reader.next_fixed<20>(), Address{{1}});
        ASSERT_TRUE(reader.finish());
    }
}

}  // namespace
}  // namespace dusk::rlp
