#include <gtest/gtest.h>

#include <dusk/core/codec/abi.hpp>
#include <dusk/core/codec/hex.hpp>

namespace dusk::abi {
namespace {

// The first and second example of the specification: baz(uint32,bool) and
// sam(bytes,bool,uint256[]).
TEST(abi_writer, encodes_the_examples_of_the_specification) {
    EXPECT_EQ(to_hex_plain(Writer{"baz(uint32,bool)"}.word(69).boolean(true).finish()),
              "cdcd77c0"
              "0000000000000000000000000000000000000000000000000000000000000045"
              "0000000000000000000000000000000000000000000000000000000000000001");
    const auto numbers = Writer{}.word(3).word(1).word(2).word(3).finish();
    EXPECT_EQ(to_hex_plain(Writer{"sam(bytes,bool,uint256[])"}
                               .bytes(as_bytes("dave"))
                               .boolean(true)
                               .dynamic(numbers)
                               .finish()),
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

TEST(abi_selector, is_that_of_the_op_contracts) {
    EXPECT_EQ(selector("relayMessage(uint256,address,address,uint256,uint256,bytes)"), 0xd764ad0bu);
    EXPECT_EQ(selector("finalizeBridgeETH(address,address,uint256,bytes)"), 0x1635f5fdu);
    EXPECT_EQ(selector("depositTransaction(address,uint256,uint64,bool,bytes)"), 0xe9e05c42u);
}

TEST(abi_event_topic, is_that_of_the_op_contracts) {
    EXPECT_EQ(to_hex(event_topic("TransactionDeposited(address,address,uint256,bytes)")),
              "0xb3813568d9991fc951961fcb4c784893574240a28925604d09fc577c55bb7c32");
    EXPECT_EQ(to_hex(event_topic("ConfigUpdate(uint256,uint8,bytes)")),
              "0x1d2b0bda21d56b8bd12d4f94ebacffdfb35f5e226f84b461103bb8beab6353be");
}

TEST(abi_reader, reads_what_the_writer_wrote) {
    const Address address{{1, 2, 3}};
    const auto inner = Writer{}.bytes(as_bytes("inner")).word(5).finish();
    const auto encoded = Writer{}
                             .address(address)
                             .bytes({})
                             .word(u256::max())
                             .dynamic(inner)
                             .boolean(false)
                             .dynamic(Writer{}.word(2).word(7).word(8).finish())
                             .word(to_hash32(u256{9}))
                             .finish();
    Reader reader{encoded};
    EXPECT_EQ(reader.address(), address);
    EXPECT_TRUE(reader.bytes().value().empty());
    EXPECT_EQ(reader.word(), u256::max());
    auto tuple = reader.tuple().value();
    EXPECT_EQ(as_text(tuple.bytes().value()), "inner");
    EXPECT_EQ(tuple.uint(64), 5u);
    EXPECT_EQ(reader.boolean(), false);
    auto array = reader.array().value();
    EXPECT_EQ(array.count, 2u);
    EXPECT_EQ(array.elements.uint(64), 7u);
    EXPECT_EQ(array.elements.uint(64), 8u);
    EXPECT_EQ(reader.hash(), to_hash32(u256{9}));
}

Bytes words(std::initializer_list<u256> values) {
    Writer writer;
    for (const auto& value : values) writer.word(value);
    return writer.finish();
}

TEST(abi_reader, rejects_bad_input) {
    const auto all_ones = words({u256::max()});
    EXPECT_EQ(Reader{{}}.word().error(), AbiError::input_too_short);
    EXPECT_EQ(Reader{BytesView{all_ones}.first(31)}.hash().error(), AbiError::input_too_short);
    EXPECT_EQ(Reader{all_ones}.uint(64).error(), AbiError::value_too_wide);
    EXPECT_EQ(Reader{all_ones}.address().error(), AbiError::value_too_wide);
    EXPECT_EQ(Reader{words({2})}.boolean().error(), AbiError::value_too_wide);
    EXPECT_EQ(Reader{all_ones}.bytes().error(), AbiError::offset_too_large);
    EXPECT_EQ(Reader{words({33})}.tuple().error(), AbiError::offset_too_large);
    EXPECT_EQ(Reader{words({32})}.bytes().error(), AbiError::input_too_short);
    EXPECT_EQ(Reader{words({32, 1})}.bytes().error(), AbiError::offset_too_large);
    EXPECT_EQ(Reader{words({32, 2, 0})}.array().error(), AbiError::offset_too_large);
}

}  // namespace
}  // namespace dusk::abi
