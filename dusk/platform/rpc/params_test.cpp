// Expected texts are those of go-ethereum's common/hexutil and encoding/json.
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <dusk/platform/rpc/params.hpp>

namespace dusk::rpc::params {
namespace {

array parse(std::string_view text) {
    return boost::json::parse(boost::json::string_view{text.data(), text.size()}).as_array();
}

template <class T>
std::string error_of(const Parsed<T>& parsed) {
    return parsed ? "" : parsed.error().message;
}

TEST(params, addresses) {
    const auto good = address(parse(R"(["0x00000000000000000000000000000000000000Aa"])"), 0);
    ASSERT_TRUE(good);
    EXPECT_EQ(good->bytes[19], 0xaa);
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"[]", "missing value for required argument 0"},
        {"[null]", "missing value for required argument 0"},
        {"[1]",
         "invalid argument 0: json: cannot unmarshal non-string into Go value of type "
         "common.Address"},
        {R"(["0x12"])", "invalid argument 0: hex string has length 2, want 40 for common.Address"},
        {R"([""])", "invalid argument 0: hex string has length 0, want 40 for common.Address"},
        {R"(["12"])",
         "invalid argument 0: json: cannot unmarshal hex string without 0x prefix into Go value of "
         "type common.Address"},
        {R"(["0x123"])",
         "invalid argument 0: json: cannot unmarshal hex string of odd length into Go value of "
         "type common.Address"},
        {R"(["0x00000000000000000000000000000000000000zz"])",
         "invalid argument 0: json: cannot unmarshal invalid hex string into Go value of type "
         "common.Address"},
    };
    for (const auto& [in, out] : rows) {
        const auto result = address(parse(in), 0);
        EXPECT_EQ(error_of(result), out) << in;
        EXPECT_EQ(result.error().code, CODE_INVALID_PARAMS);
    }
    EXPECT_EQ(error_of(hash(parse(R"([1,"0x12"])"), 1)),
              "invalid argument 1: hex string has length 2, want 64 for common.Hash");
}

TEST(params, quantities) {
    EXPECT_EQ(*quantity64(parse(R"(["0x0"])"), 0), 0u);
    EXPECT_EQ(*quantity64(parse(R"(["0xffffffffffffffff"])"), 0), ~0ull);
    EXPECT_EQ(*quantity(parse(R"(["0xfF"])"), 0), u256{255});
    const std::pair<std::string_view, std::string_view> rows[] = {
        {R"(["0x"])", "hex string \"0x\""},
        {R"(["0x01"])", "hex number with leading zero digits"},
        {R"(["1"])", "hex string without 0x prefix"},
        {R"(["0x10000000000000000"])", "hex number > 64 bits"},
        {R"(["0xg"])", "invalid hex string"},
        {"[1]", "non-string"},
    };
    for (const auto& [in, out] : rows)
        EXPECT_EQ(error_of(quantity64(parse(in), 0)),
                  "invalid argument 0: json: cannot unmarshal " + std::string{out} +
                      " into Go value of type hexutil.Uint64");
    const auto wide = quantity(parse("[\"0x1" + std::string(64, '0') + "\"]"), 0);
    EXPECT_NE(error_of(wide).find("hex number > 256 bits"), std::string::npos);
    EXPECT_EQ(quantity64_from_text("latest").error(), "hex string without 0x prefix");
    EXPECT_EQ(quantity_from_text("").error(), "empty hex string");
}

TEST(params, bytes) {
    EXPECT_EQ(*bytes(parse(R"(["0x6001"])"), 0), (Bytes{0x60, 0x01}));
    EXPECT_TRUE(bytes(parse(R"(["0x"])"), 0)->empty());
    EXPECT_EQ(error_of(bytes(parse(R"(["0x6"])"), 0)),
              "invalid argument 0: json: cannot unmarshal hex string of odd length into Go value "
              "of type hexutil.Bytes");
}

TEST(params, json_types) {
    const auto arguments = parse(R"([true,"x",{"a":1},[1],5])");
    EXPECT_TRUE(*boolean(arguments, 0));
    EXPECT_EQ(*text(arguments, 1), "x");
    EXPECT_TRUE((*json_object(arguments, 2))->contains("a"));
    EXPECT_EQ((*json_array(arguments, 3))->size(), 1u);
    EXPECT_EQ((*any(arguments, 4))->as_int64(), 5);
    EXPECT_EQ(optional(arguments, 5), nullptr);
    EXPECT_EQ(error_of(boolean(arguments, 1)),
              "invalid argument 1: json: cannot unmarshal string into Go value of type bool");
    EXPECT_EQ(error_of(text(arguments, 2)),
              "invalid argument 2: json: cannot unmarshal object into Go value of type string");
    EXPECT_EQ(error_of(json_object(arguments, 4, "ethapi.TransactionArgs")),
              "invalid argument 4: json: cannot unmarshal number into Go value of type "
              "ethapi.TransactionArgs");
    EXPECT_TRUE(at_most(arguments, 5));
    EXPECT_EQ(error_of(at_most(arguments, 4)), "too many arguments, want at most 4");
}

}  // namespace
}  // namespace dusk::rpc::params
