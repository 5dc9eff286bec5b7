#include <gtest/gtest.h>

#include <dusk/node/rpc/testing/test_chain.hpp>

namespace dusk::eth {
namespace {

std::string quoted(const Hash32& hash) { return "\"" + to_hex(hash) + "\""; }

/// A block with a call through CALLER to LOGGER.
struct Parity : ::testing::Test {
    Parity() {
        const auto first = test.call(LOGGER, Bytes(32, 0x11));
        txn = test.call(CALLER, Bytes(32, 0x22));
        test.add_block({first, txn});
    }
    TestChain test;
    Transaction txn;
};

TEST_F(Parity, one_transaction_replays_as_in_its_block) {
    const std::string kinds = R"(["trace","stateDiff","vmTrace"])";
    const auto one = test.result("trace_replayTransaction",
                                 "[" + quoted(transaction_hash(txn)) + "," + kinds + "]");
    auto all = test.result("trace_replayBlockTransactions", R"(["0x1",)" + kinds + "]");
    auto& in_block = all.as_array().at(2).as_object();
    EXPECT_EQ(in_block.at("transactionHash"), hex(transaction_hash(txn)));
    auto shown = one.as_object();
    // The one is asked for by its hash.
    shown.erase("transactionHash");
    in_block.erase("transactionHash");
    EXPECT_EQ(shown, in_block);
    EXPECT_EQ(one.at("trace").as_array().size(), 2u);
    EXPECT_EQ(one.at("trace").at(0).at("subtraces"), 1);
    EXPECT_TRUE(one.at("stateDiff").as_object().contains(to_hex(LOGGER)));
    EXPECT_EQ(test.error("trace_replayTransaction", "[" + quoted({}) + R"(,["trace"]])"),
              "-32000 transaction not found");
}

TEST_F(Parity, a_transactions_traces_are_the_blocks) {
    const auto own = test.result("trace_transaction", "[" + quoted(transaction_hash(txn)) + "]");
    Array of_block;
    for (const auto& trace : test.result("trace_block", R"(["0x1"])").as_array())
        if (trace.at("transactionPosition") == 2) of_block.push_back(trace);
    EXPECT_EQ(own.as_array(), of_block);
    EXPECT_EQ(own.as_array().size(), 2u);
    // As op-reth counts: the outermost call is the first.
    for (const std::size_t index : {0u, 1u})
        EXPECT_EQ(test.result("trace_get", "[" + quoted(transaction_hash(txn)) + ",[\"0x" +
                                               std::to_string(index) + "\"]]"),
                  own.at(index));
}

}  // namespace
}  // namespace dusk::eth
