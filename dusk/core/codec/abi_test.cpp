#include <gtest/gtest.h>

#include <dusk/core/codec/abi.hpp>
#include <dusk/core/codec/hex.hpp>

namespace dusk::abi {
namespace {

// The first and second example of the specification: baz(uint32,bool) and
// sam(bytes,bool,uint256[]).
TEST(abi_writer, encodes_the_examples_of_the_specification) {
    EXPECT_EQ(to_hex_plain(AbiWriter{}.add_u256(69).add_bool(true).finish_call(
                  Selector{{0xcd, 0xcd, 0x77, 0xc0}})),
              "cdcd77c0"
              "0000000000000000000000000000000000000000000000000000000000000045"
              "0000000000000000000000000000000000000000000000000000000000000001");
    const auto numbers = AbiWriter{}.add_u256(3).add_u256(1).add_u256(2).add_u256(3).finish();
    EXPECT_EQ(to_hex_plain(AbiWriter{}
                               .add_bytes(as_bytes("dave"))
                               .add_bool(true)
                               .add_dynamic(numbers)
                               .finish_call(Selector{{0xa5, 0x64, 0x3b, 0xf2}})),
              "a5643bf2"
              "0000000000000000000000000000000000000000000000000000000000000060"
              "0000000000000000000000000000000000000000000000000000000000000001"
              "00000000000000000000000000000000000000000000000000000000000000a0"
              "0000000000000000000000000000000000000000000000000000000000000004"
              "6461766500000000000000000000000000000000000000000000000000000000"
              "0000000000000000000000000000000000000000000000000000000000000003"
              "0000000000000000000000000000000000000000000000000000000000000001"
              "0000000000000000000000000000000000000000000000000000000000000002"
              "0000000000000000000000000000000000000000000000000000000000000003");
}

TEST(abi_reader, reads_what_the_writer_wrote) {
    const Address address{{1, 2, 3}};
    const auto inner = AbiWriter{}.add_bytes(as_bytes("inner")).add_u256(5).finish();
    const auto encoded = AbiWriter{}
                             .add_address(address)
                             .add_bytes({})
                             .add_u256(u256::max())
                             .add_dynamic(inner)
                             .add_bool(false)
                             .add_dynamic(AbiWriter{}.add_u256(2).add_u256(7).add_u256(8).finish())
                             .add_bytes32(to_hash32(u256{9}))
                             .finish();
    AbiReader reader{encoded};
    EXPECT_EQ(reader.address(), address);
    EXPECT_TRUE(reader.bytes().value().empty());
    EXPECT_EQ(reader.uint256(), u256::max());
    auto tuple = reader.tuple().value();
    EXPECT_EQ(as_text(tuple.bytes().value()), "inner");
    EXPECT_EQ(tuple.uint64(), 5u);
    EXPECT_EQ(reader.boolean(), false);
    auto array = reader.array().value();
    EXPECT_EQ(array.count, 2u);
    EXPECT_EQ(array.elements.uint64(), 7u);
    EXPECT_EQ(array.elements.uint64(), 8u);
    EXPECT_EQ(reader.bytes32(), to_hash32(u256{9}));
}

Bytes words(std::initializer_list<u256> values) {
    AbiWriter writer;
    for (const auto& value : values) writer.add_u256(value);
    return writer.finish();
}

TEST(abi_reader, rejects_bad_input) {
    const auto all_ones = words({u256::max()});
    EXPECT_EQ(AbiReader{{}}.uint256().error(), AbiError::input_too_short);
    EXPECT_EQ(AbiReader{BytesView{all_ones}.first(31)}.bytes32().error(),
              AbiError::input_too_short);
    EXPECT_EQ(AbiReader{all_ones}.uint64().error(), AbiError::value_too_wide);
    EXPECT_EQ(AbiReader{all_ones}.address().error(), AbiError::value_too_wide);
    EXPECT_EQ(AbiReader{words({2})}.boolean().error(), AbiError::value_too_wide);
    EXPECT_EQ(AbiReader{all_ones}.bytes().error(), AbiError::offset_too_large);
    EXPECT_EQ(AbiReader{words({33})}.tuple().error(), AbiError::offset_too_large);
    EXPECT_EQ(AbiReader{words({32})}.bytes().error(), AbiError::input_too_short);
    EXPECT_EQ(AbiReader{words({32, 1})}.bytes().error(), AbiError::offset_too_large);
    EXPECT_EQ(AbiReader{words({32, 2, 0})}.array().error(), AbiError::offset_too_large);
}

}  // namespace
}  // namespace dusk::abi
