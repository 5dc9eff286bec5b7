#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <dusk/node/rpc/events/filter_book.hpp>
#include <dusk/node/rpc/testing/test_chain.hpp>

namespace dusk::eth {
namespace {

using boost::json::serialize;

std::string topic(std::uint8_t low) { return to_hex(to_hash32(u256{low})); }

/// Two blocks with two logs of LOGGER each.
struct Logs : ::testing::Test {
    Logs() {
        first = test.add_block({log(1), log(2)});
        second = test.add_block({log(3), log(4)});
    }
    Transaction log(std::uint8_t word) { return test.call(LOGGER, Bytes(32, word)); }
    std::size_t count(const std::string& filter) {
        return test.result("eth_getLogs", "[" + filter + "]").as_array().size();
    }

    TestChain test;
    BlockRef first;
    BlockRef second;
};

TEST_F(Logs, are_found_by_range) {
    EXPECT_EQ(count(R"({"fromBlock":"0x0","toBlock":"latest"})"), 4u);
    EXPECT_EQ(count(R"({"fromBlock":"0x1","toBlock":"0x1"})"), 2u);
    EXPECT_EQ(count("{}"), 2u);
    EXPECT_EQ(count(R"({"fromBlock":"0x0","toBlock":"0x99"})"), 4u);
    EXPECT_EQ(count(R"({"fromBlock":"0x99"})"), 0u);
    EXPECT_EQ(count("{\"blockHash\":\"" + to_hex(first.hash) + "\"}"), 2u);
}

TEST_F(Logs, are_found_by_address_and_topic) {
    const std::string all = R"("fromBlock":"0x0")";
    EXPECT_EQ(count("{" + all + ",\"address\":\"" + to_hex(LOGGER) + "\"}"), 4u);
    EXPECT_EQ(count("{" + all + ",\"address\":[\"" + to_hex(READER) + "\"]}"), 0u);
    EXPECT_EQ(
        count("{" + all + ",\"address\":[\"" + to_hex(READER) + "\",\"" + to_hex(LOGGER) + "\"]}"),
        4u);
    EXPECT_EQ(count("{" + all + ",\"topics\":[\"" + topic(0xaa) + "\"]}"), 4u);
    EXPECT_EQ(count("{" + all + ",\"topics\":[\"" + topic(0xab) + "\"]}"), 0u);
    EXPECT_EQ(count("{" + all + ",\"topics\":[[\"" + topic(0xab) + "\",\"" + topic(0xaa) + "\"]]}"),
              4u);
    EXPECT_EQ(count("{" + all + ",\"topics\":[null]}"), 4u);
    EXPECT_EQ(count("{" + all + ",\"topics\":[null,null]}"), 0u);
}

TEST_F(Logs, have_their_place) {
    const auto logs = test.result("eth_getLogs", R"([{"fromBlock":"0x2"}])");
    const auto block = **test.store->body(second.hash);
    const auto header = **test.store->header(second.hash);
    EXPECT_EQ(serialize(logs.at(1)), "{\"address\":\"" + to_hex(LOGGER) + "\",\"topics\":[\"" +
                                         topic(0xaa) + "\"],\"data\":\"" + to_hex(Bytes(32, 4)) +
                                         "\",\"blockNumber\":\"0x2\",\"transactionHash\":\"" +
                                         to_hex(transaction_hash(block.transactions[2])) +
                                         "\",\"transactionIndex\":\"0x2\",\"blockHash\":\"" +
                                         to_hex(second.hash) + "\",\"blockTimestamp\":\"" +
                                         to_hex_quantity(u256{header.timestamp}) +
                                         "\",\"logIndex\":\"0x1\",\"removed\":false}");
}

TEST_F(Logs, bad_queries_are_refused) {
    EXPECT_EQ(test.error("eth_getLogs", R"([{"fromBlock":"0x2","toBlock":"0x1"}])"),
              "-32602 invalid block range params");
    EXPECT_EQ(test.error("eth_getLogs", "[{\"blockHash\":\"" + topic(1) + "\"}]"),
              "-32000 unknown block");
    EXPECT_EQ(
        test.error("eth_getLogs", "[{\"blockHash\":\"" + topic(1) + "\",\"fromBlock\":\"0x0\"}]"),
        "-32602 invalid argument 0: cannot specify both BlockHash and FromBlock/ToBlock, "
        "choose one or the other");
    EXPECT_EQ(test.error("eth_getLogs", R"([{"topics":[null,null,null,null,null]}])"),
              "-32602 invalid argument 0: exceed max topics");
}

TEST(rpc_logs, queries_are_bounded) {
    TestChain test({.log_blocks_max = 2, .log_results_max = 1});
    const auto log = [&] { return test.call(LOGGER, Bytes(32, 1)); };
    test.add_block({log()});
    test.add_block({log(), log()});
    EXPECT_EQ(test.error("eth_getLogs", R"([{"fromBlock":"0x0"}])"),
              "-32602 query exceeds max block range 2");
    EXPECT_EQ(test.error("eth_getLogs", R"([{"fromBlock":"0x1"}])"),
              "-32602 query exceeds max results 1, retry with the range 1-1");
    EXPECT_EQ(test.result("eth_getLogs", R"([{"fromBlock":"0x2"}])").as_array().size(), 2u);
}

struct Filters : ::testing::Test {
    std::string id_of(std::string_view method, std::string_view params = "[]") {
        return "[\"" + std::string(test.result(method, params).as_string()) + "\"]";
    }
    TestChain test;
};

TEST_F(Filters, give_what_came_since_the_last_poll) {
    const auto blocks = id_of("eth_newBlockFilter");
    const auto logs = id_of("eth_newFilter", "[{\"address\":\"" + to_hex(LOGGER) + "\"}]");
    const auto others = id_of("eth_newFilter", "[{\"address\":\"" + to_hex(READER) + "\"}]");
    const auto ref = test.add_block({test.call(LOGGER, Bytes(32, 1))});
    EXPECT_EQ(serialize(test.result("eth_getFilterChanges", blocks)),
              "[\"" + to_hex(ref.hash) + "\"]");
    EXPECT_EQ(test.result("eth_getFilterChanges", logs).as_array().size(), 1u);
    EXPECT_EQ(test.result("eth_getFilterChanges", others).as_array().size(), 0u);
    EXPECT_EQ(serialize(test.result("eth_getFilterChanges", blocks)), "[]");
    EXPECT_EQ(test.result("eth_getFilterLogs", logs).as_array().size(), 1u);
    EXPECT_EQ(test.error("eth_getFilterLogs", blocks), "-32000 filter not found");
}

TEST_F(Filters, tell_of_pending_transactions) {
    const auto hashes = id_of("eth_newPendingTransactionFilter");
    const auto full = id_of("eth_newPendingTransactionFilter", "[true]");
    const auto txn = test.call(LOGGER);
    ASSERT_TRUE(test.pool.add(encode_transaction(txn)));
    EXPECT_EQ(serialize(test.result("eth_getFilterChanges", hashes)),
              "[\"" + to_hex(transaction_hash(txn)) + "\"]");
    EXPECT_EQ(test.result("eth_getFilterChanges", full).at(0).at("hash"),
              hex(transaction_hash(txn)));
}

TEST_F(Filters, give_logs_of_reverted_blocks_again_as_removed) {
    const auto logs = id_of("eth_newFilter", "[{}]");
    const auto side = test.build_on(test.store->head(), {}, 4);
    test.add_block({test.call(LOGGER, Bytes(32, 1))});
    ASSERT_TRUE(test.chain.set_forkchoice(side.hash, {}, {}));
    const auto changes = test.result("eth_getFilterChanges", logs);
    ASSERT_EQ(changes.as_array().size(), 2u);
    EXPECT_EQ(changes.at(0).at("removed"), false);
    EXPECT_EQ(changes.at(1).at("removed"), true);
    EXPECT_EQ(changes.at(0).at("blockHash"), changes.at(1).at("blockHash"));
}

TEST_F(Filters, go_when_they_are_uninstalled) {
    const auto id = id_of("eth_newBlockFilter");
    EXPECT_EQ(test.result("eth_uninstallFilter", id), true);
    EXPECT_EQ(test.result("eth_uninstallFilter", id), false);
    EXPECT_EQ(test.error("eth_getFilterChanges", id), "-32000 filter not found");
}

TEST_F(Filters, go_when_nobody_asks) {
    const auto id = id_of("eth_newBlockFilter");
    test.backend.filters().expire(FilterBook::Clock::now() + std::chrono::seconds(299));
    EXPECT_EQ(serialize(test.result("eth_getFilterChanges", id)), "[]");
    test.backend.filters().expire(FilterBook::Clock::now() + std::chrono::seconds(301));
    EXPECT_EQ(test.error("eth_getFilterChanges", id), "-32000 filter not found");
}

}  // namespace
}  // namespace dusk::eth
