#include <gtest/gtest.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/settlement/contracts/abi.hpp>

namespace dusk::settlement::abi {
namespace {

// Solidity documentation, ABI specification: sam(bytes,bool,...) reduced to its two kinds.
TEST(abi, encodes_heads_and_tails) {
    Writer writer("f(bytes,bool)");
    writer.bytes(as_bytes("dave")).boolean(true);
    const auto out = writer.finish();
    EXPECT_EQ(to_hex_plain(BytesView{out}.subspan(4)),
              "0000000000000000000000000000000000000000000000000000000000000040"
              "0000000000000000000000000000000000000000000000000000000000000001"
              "0000000000000000000000000000000000000000000000000000000000000004"
              "6461766500000000000000000000000000000000000000000000000000000000");
}

TEST(abi, selectors_are_those_of_the_op_contracts) {
    EXPECT_EQ(selector("relayMessage(uint256,address,address,uint256,uint256,bytes)"), 0xd764ad0bu);
    EXPECT_EQ(selector("finalizeBridgeETH(address,address,uint256,bytes)"), 0x1635f5fdu);
    EXPECT_EQ(selector("depositTransaction(address,uint256,uint64,bool,bytes)"), 0xe9e05c42u);
}

TEST(abi, topics_are_those_of_the_op_contracts) {
    EXPECT_EQ(to_hex(event_topic("TransactionDeposited(address,address,uint256,bytes)")),
              "0xb3813568d9991fc951961fcb4c784893574240a28925604d09fc577c55bb7c32");
    EXPECT_EQ(to_hex(event_topic("ConfigUpdate(uint256,uint8,bytes)")),
              "0x1d2b0bda21d56b8bd12d4f94ebacffdfb35f5e226f84b461103bb8beab6353be");
}

TEST(abi, reads_what_it_writes) {
    Writer writer;
    Address address;
    address[19] = 7;
    writer.address(address).bytes(as_bytes("abc")).word(u256{9}).boolean(true);
    const auto encoded = writer.finish();
    Reader reader(encoded);
    EXPECT_EQ(reader.address(), address);
    EXPECT_TRUE(equal(*reader.bytes(), as_bytes("abc")));
    EXPECT_EQ(reader.uint(64), 9u);
    EXPECT_EQ(reader.boolean(), true);
}

TEST(abi, refuses_what_leaves_the_data_or_the_type) {
    Bytes data(64, 0);
    data[0] = 1;
    EXPECT_EQ(Reader(data).address().error(), AbiError::out_of_range);
    EXPECT_EQ(Reader(data).uint(64).error(), AbiError::out_of_range);
    EXPECT_EQ(Reader(data).bytes().error(), AbiError::out_of_bounds);
    data[0] = 0;
    data[31] = 33;  // the length word would end past the data
    EXPECT_EQ(Reader(data).bytes().error(), AbiError::out_of_bounds);
    data[31] = 32;
    data[63] = 1;  // one byte that is not there
    EXPECT_EQ(Reader(data).bytes().error(), AbiError::out_of_bounds);
    data[31] = 2;
    EXPECT_EQ(Reader(data).boolean().error(), AbiError::out_of_range);
    EXPECT_EQ(Reader(BytesView{data}.first(31)).word().error(), AbiError::too_short);
    EXPECT_EQ(Reader(BytesView{data}.first(31)).bytes().error(), AbiError::too_short);
}

}  // namespace
}  // namespace dusk::settlement::abi
