#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <dusk/node/rpc/testing/test_chain.hpp>

namespace dusk::eth {
namespace {

using boost::json::serialize;

TEST(rpc_gas, any_tip_will_do_while_blocks_have_room) {
    TestChain test;
    test.add_block({test.call(LOGGER)});
    EXPECT_EQ(test.result("eth_maxPriorityFeePerGas"), "0xf4240");
    const auto header = **test.store->header(test.store->head().hash);
    EXPECT_EQ(test.result("eth_gasPrice"), quantity(*header.base_fee_per_gas + u256{1'000'000}));
    EXPECT_EQ(test.result("eth_blobBaseFee"), "0x1");
}

TEST(rpc_gas, after_a_full_block_a_tip_outbids_the_median) {
    TestChain test;
    // Burns all its gas: the block is full.
    auto txn = test.call(BROKEN);
    txn.gas_limit = 28'000'000;
    test.rewind_nonce(0);
    test.add_block({test.sign(txn)});
    // Tips are 0 for the deposit and 1 gwei: the median is the latter.
    EXPECT_EQ(test.result("eth_maxPriorityFeePerGas"), quantity(std::uint64_t{1'100'000'000}));
}

TEST(rpc_gas, history_has_a_column_for_the_next_block) {
    TestChain test;
    test.add_block({test.call(LOGGER), test.call(LOGGER)});
    const auto answer = test.result("eth_feeHistory", R"(["0x2","latest",[0,100]])");
    EXPECT_EQ(answer.at("oldestBlock"), "0x0");
    EXPECT_EQ(answer.at("baseFeePerGas").as_array().size(), 3u);
    EXPECT_EQ(answer.at("baseFeePerBlobGas").as_array().size(), 3u);
    EXPECT_EQ(answer.at("gasUsedRatio").as_array().size(), 2u);
    EXPECT_EQ(answer.at("blobGasUsedRatio").as_array().size(), 2u);
    EXPECT_EQ(serialize(answer.at("reward")), R"([["0x0","0x0"],["0x0","0x3b9aca00"]])");
    const auto header = **test.store->header(test.store->head().hash);
    EXPECT_EQ(answer.at("baseFeePerGas").at(1), quantity(*header.base_fee_per_gas));
    EXPECT_FALSE(test.result("eth_feeHistory", R"([1,"latest"])").as_object().contains("reward"));
}

TEST(rpc_gas, bad_histories_are_refused) {
    TestChain test;
    EXPECT_EQ(test.error("eth_feeHistory", R"(["0x1","0x9"])"),
              "-32000 request beyond head block: requested 9, head 0");
    EXPECT_EQ(test.error("eth_feeHistory", R"(["0x1","latest",[101]])"),
              "-32000 invalid reward percentile: 101.000000");
    EXPECT_EQ(test.error("eth_feeHistory", R"(["0x1","latest",[5,2]])"),
              "-32000 invalid reward percentile: #0:5.000000 >= #1:2.000000");
    EXPECT_EQ(serialize(test.result("eth_feeHistory", R"(["0x0","latest"])")),
              R"({"oldestBlock":"0x0","gasUsedRatio":null})");
}

}  // namespace
}  // namespace dusk::eth
