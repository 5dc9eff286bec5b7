#include <fmt/format.h>
#include <gtest/gtest.h>

#include <dusk/core/chain/fees.hpp>
#include <dusk/node/rpc/testing/test_chain.hpp>

namespace dusk::eth {
namespace {

/// Calls of LOGGER in blocks 2, 4 (two of them) and 5.
struct Otterscan : ::testing::Test {
    Otterscan() {
        test.add_block();
        calls.push_back(test.call(LOGGER, Bytes(32, 1)));
        test.add_block({calls[0]});
        test.add_block({test.call(READER)});
        calls.push_back(test.call(LOGGER, Bytes(32, 2)));
        calls.push_back(test.call(LOGGER, Bytes(32, 3)));
        test.add_block({calls[1], calls[2]});
        calls.push_back(test.call(LOGGER, Bytes(32, 4)));
        last = test.add_block({calls[3]});
    }
    /// Which of `calls` a page has, in its order, and whether it is the first or last.
    std::string page(const std::string& method, std::uint64_t block, std::size_t size) {
        const auto params = fmt::format(R"(["{}",{},{}])", to_hex(LOGGER), block, size);
        const auto found = test.result(method, params);
        std::string out;
        for (const auto& txn : found.at("txs").as_array())
            for (std::size_t i = 0; i < calls.size(); ++i)
                if (txn.at("hash") == hex(transaction_hash(calls[i]))) out += std::to_string(i);
        EXPECT_EQ(found.at("receipts").as_array().size(), found.at("txs").as_array().size());
        if (found.at("firstPage").as_bool()) out += " first";
        if (found.at("lastPage").as_bool()) out += " last";
        return out;
    }
    TestChain test;
    std::vector<Transaction> calls;
    BlockRef last;
};

TEST_F(Otterscan, pages_go_down_from_the_newest) {
    EXPECT_EQ(page("ots_searchTransactionsBefore", 0, 1), "3 first");
    // Whole blocks.
    EXPECT_EQ(page("ots_searchTransactionsBefore", 0, 2), "321 first");
    EXPECT_EQ(page("ots_searchTransactionsBefore", 5, 2), "21");
    EXPECT_EQ(page("ots_searchTransactionsBefore", 4, 25), "0 last");
    EXPECT_EQ(page("ots_searchTransactionsBefore", 0, 25), "3210 first last");
    EXPECT_EQ(page("ots_searchTransactionsBefore", 2, 25), " last");
    EXPECT_EQ(page("ots_searchTransactionsBefore", 99, 1), "3");
}

TEST_F(Otterscan, pages_go_up_from_the_oldest) {
    EXPECT_EQ(page("ots_searchTransactionsAfter", 0, 1), "0 last");
    EXPECT_EQ(page("ots_searchTransactionsAfter", 0, 2), "210 last");
    EXPECT_EQ(page("ots_searchTransactionsAfter", 2, 2), "21");
    // Nothing is above it.
    EXPECT_EQ(page("ots_searchTransactionsAfter", 4, 1), "3 first");
    EXPECT_EQ(page("ots_searchTransactionsAfter", 0, 25), "3210 first last");
    EXPECT_EQ(page("ots_searchTransactionsAfter", 5, 25), " first");
}

TEST_F(Otterscan, a_block_has_its_details_by_number_and_hash) {
    const auto details = test.result("ots_getBlockDetails", "[5]");
    EXPECT_EQ(details, test.result("ots_getBlockDetailsByHash", "[\"" + to_hex(last.hash) + "\"]"));
    EXPECT_EQ(details.at("block").at("transactionCount"), 2);
    EXPECT_FALSE(details.at("block").as_object().contains("transactions"));
    const auto receipts = **test.store->receipts(last.hash);
    const auto header = **test.store->header(last.hash);
    const auto gas = receipts[1].cumulative_gas_used - receipts[0].cumulative_gas_used;
    const auto price = effective_gas_price(calls[3], *header.base_fee_per_gas);
    EXPECT_EQ(details.at("totalFees"), quantity(price * u256{gas}));
    EXPECT_EQ(test.result("ots_getBlockDetails", "[9]"), nullptr);
    EXPECT_EQ(test.result("ots_getBlockDetailsByHash", "[\"" + to_hex(Hash32{}) + "\"]"), nullptr);
}

TEST_F(Otterscan, transactions_are_found_by_sender_and_nonce) {
    const auto find = [&](std::uint64_t nonce) {
        return test.result("ots_getTransactionBySenderAndNonce",
                           fmt::format(R"(["{}",{}])", to_hex(test.key.address()), nonce));
    };
    for (const auto& txn : calls) EXPECT_EQ(find(txn.nonce), hex(transaction_hash(txn)));
    EXPECT_EQ(find(5), nullptr);
}

}  // namespace
}  // namespace dusk::eth
