#include <mutex>
#include <thread>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <dusk/node/rpc/testing/test_chain.hpp>
#include <dusk/platform/rpc/server.hpp>

namespace dusk::eth {
namespace {

TEST(rpc_send, accepts_a_transaction_and_shows_it_pending) {
    TestChain test;
    const auto txn = test.call(LOGGER, {1});
    const auto hash = to_hex(transaction_hash(txn));
    EXPECT_EQ(test.result("eth_sendRawTransaction", raw_param(txn)), Value(hash));
    const auto shown = test.result("eth_getTransactionByHash", "[\"" + hash + "\"]");
    EXPECT_EQ(shown.at("blockHash"), nullptr);
    EXPECT_EQ(shown.at("blockNumber"), nullptr);
    EXPECT_EQ(shown.at("transactionIndex"), nullptr);
    EXPECT_EQ(shown.at("gasPrice"), shown.at("maxFeePerGas"));
    EXPECT_EQ(test.result("eth_getTransactionReceipt", "[\"" + hash + "\"]"), nullptr);
    EXPECT_EQ(test.result("eth_getRawTransactionByHash", "[\"" + hash + "\"]"),
              hex(encode_transaction(txn)));
}

TEST(rpc_send, refusals_have_geths_words) {
    TestChain test;
    const auto txn = test.call(LOGGER, {1});
    test.result("eth_sendRawTransaction", raw_param(txn));
    EXPECT_EQ(test.error("eth_sendRawTransaction", raw_param(txn)), "-32000 already known");
    test.rewind_nonce(0);
    EXPECT_EQ(test.error("eth_sendRawTransaction", raw_param(test.call(LOGGER, {2}))),
              "-32000 replacement transaction underpriced");
    test.add_block({txn});
    test.rewind_nonce(0);
    EXPECT_EQ(test.error("eth_sendRawTransaction", raw_param(test.call(LOGGER, {3}))),
              "-32000 nonce too low: next nonce 1, tx nonce 0");
    EXPECT_TRUE(test.error("eth_sendRawTransaction",
                           raw_param(test.call(LOGGER, {}, ETHER * u256{1'000'000})))
                    .starts_with("-32000 insufficient funds for gas * price + value: balance "));
    EXPECT_EQ(test.error("eth_sendRawTransaction", "[\"0x\"]"),
              "-32000 rlp: malformed transaction");
    EXPECT_EQ(test.error("eth_sendRawTransaction", "[\"zz\"]"),
              "-32602 invalid argument 0: json: cannot unmarshal hex string without 0x prefix into "
              "Go value of type hexutil.Bytes");
}

TEST(rpc_send, mistaken_fees_are_refused) {
    TestChain test;
    auto txn = test.call(LOGGER);
    txn.max_fee_per_gas = ETHER;
    test.rewind_nonce(0);
    EXPECT_EQ(test.error("eth_sendRawTransaction", raw_param(test.sign(txn))),
              "-32000 tx fee (200000.00 ether) exceeds the configured cap (1.00 ether)");
}

TEST(rpc_send, sync_waits_for_the_receipt) {
    TestChain test;
    const auto txn = test.call(LOGGER, Bytes(32, 1));
    Value receipt;
    std::thread sender(
        [&] { receipt = test.result("eth_sendRawTransactionSync", raw_param(txn)); });
    while (!test.pool.find(transaction_hash(txn))) std::this_thread::yield();
    test.add_block({txn});
    sender.join();
    EXPECT_EQ(receipt.at("transactionHash"), hex(transaction_hash(txn)));
    EXPECT_EQ(receipt.at("status"), "0x1");
}

TEST(rpc_send, sync_gives_up_in_time) {
    TestChain test;
    const auto txn = test.call(LOGGER);
    const auto params = "[\"" + to_hex(encode_transaction(txn)) + "\",\"0x1\"]";
    EXPECT_EQ(
        test.error("eth_sendRawTransactionSync", params),
        "4 The transaction was added to the transaction pool but wasn't processed in 0.001s " +
            to_hex(transaction_hash(txn)));
}

std::string conditional_param(const Transaction& txn, std::string_view conditions) {
    return "[\"" + to_hex(encode_transaction(txn)) + "\"," + std::string(conditions) + "]";
}

TEST(rpc_send, conditions_are_checked_and_stay_with_their_transaction) {
    TestChain test;
    test.add_block({test.call(LOGGER, Bytes(32, 1))});
    test.add_block();
    const auto txn = test.call(READER);
    const auto refusal = [&](const std::string& conditions) {
        return test.error("eth_sendRawTransactionConditional", conditional_param(txn, conditions));
    };
    const auto known = [](std::string_view account) {
        return R"({"knownAccounts":{")" + to_hex(LOGGER) + "\":" + std::string(account) + "}}";
    };
    const auto slot = [](std::string_view value) {
        return R"({"0x)" + std::string(64, '0') + R"(":"0x)" + std::string(value) + R"("})";
    };
    const std::string zeros(64, '0');
    std::string ones;
    for (int i = 0; i < 32; ++i) ones += "01";
    EXPECT_EQ(refusal(R"({"blockNumberMax":"0x1"})"),
              "-32003 failed header check: failed block number maximmum constraint");
    EXPECT_EQ(refusal(R"({"timestampMin":"0xffffffff"})"),
              "-32003 failed header check: failed timestamp minimum constraint");
    EXPECT_EQ(refusal(R"({"timestampMax":"0x1"})"),
              "-32003 failed header check: failed timestamp maximum constraint");
    EXPECT_EQ(refusal(R"({"blockNumberMin":"0x2","blockNumberMax":"0x1"})"),
              "-32003 failed conditional validation: block number minimum constraint must be less "
              "than the maximum");
    EXPECT_EQ(
        refusal(R"({"timestampMin":"0x2","timestampMax":"0x1"})"),
        "-32003 failed conditional validation: timestamp minimum constraint must be less than "
        "the maximum");
    EXPECT_EQ(refusal(known(slot(zeros))),
              "-32003 failed state check: failed account storage slot key 0x" + zeros +
                  " constraint. Got 0x" + ones + ", Expected 0x" + zeros);
    EXPECT_TRUE(refusal(known("\"" + to_hex(EMPTY_TRIE_ROOT) + "\""))
                    .starts_with("-32003 failed state check: failed account storage root "
                                 "constraint. Got 0x"));
    std::string many = "{";
    for (int i = 0; i < 1'000; ++i)
        many += (i == 0 ? "" : ",") + fmt::format("\"0x{:064x}\":\"0x{}\"", i, zeros);
    EXPECT_EQ(refusal(known(many + "}")), "-32005 conditional cost, 1001, exceeded max: 1000");

    const auto good = conditional_param(txn, known(slot(ones)));
    EXPECT_EQ(test.result("eth_sendRawTransactionConditional", good),
              Value(to_hex(transaction_hash(txn))));
    const auto pooled = test.pool.find(transaction_hash(txn));
    ASSERT_NE(pooled, nullptr);
    ASSERT_NE(pooled->conditional, nullptr);
    EXPECT_EQ(pooled->conditional->cost(), 2u);
}

TEST(rpc_send, conditions_hold_before_the_head_as_well) {
    TestChain test;
    test.add_block();
    const auto parent = test.add_block();
    test.add_block({test.call(LOGGER, Bytes(32, 1))});
    std::string ones;
    for (int i = 0; i < 32; ++i) ones += "01";
    const auto zeros = std::string(64, '0');
    EXPECT_EQ(test.error("eth_sendRawTransactionConditional",
                         conditional_param(test.call(READER),
                                           R"({"knownAccounts":{")" + to_hex(LOGGER) + R"(":{"0x)" +
                                               zeros + R"(":"0x)" + ones + "\"}}}")),
              "-32003 failed parent block " + to_hex(parent.hash) +
                  " state check: failed account storage slot key 0x" + zeros +
                  " constraint. Got 0x" + zeros + ", Expected 0x" + ones);
}

/// The node that makes the blocks, as far as senders see it.
struct FakeSequencer {
    std::mutex mutex;
    std::vector<std::string> calls;
    std::unique_ptr<rpc::RpcServer> server;

    FakeSequencer() {
        rpc::MethodTable methods;
        for (const auto* name : {"eth_sendRawTransaction", "eth_sendRawTransactionConditional"})
            methods.add(name, [this](const rpc::Params& given, rpc::CallContext& context) {
                return take(std::string(context.method), given);
            });
        server = *rpc::serve({}, std::move(methods));
    }
    rpc::Result take(std::string method, const rpc::Params& given) {
        const std::scoped_lock lock(mutex);
        calls.push_back(method + " " + boost::json::serialize(given));
        if (calls.size() > 1)
            return std::unexpected(rpc::Error{7, "the sequencer's own words", Value("0x01")});
        return Value(nullptr);
    }
};

TEST(rpc_send, what_clients_send_goes_to_the_sequencer) {
    FakeSequencer sequencer;
    TestChain test({.sequencer_url = sequencer.server->url()});
    const auto txn = test.call(LOGGER, {1});
    const auto hash = transaction_hash(txn);
    EXPECT_EQ(test.result("eth_sendRawTransaction", raw_param(txn)), Value(to_hex(hash)));
    ASSERT_EQ(sequencer.calls.size(), 1u);
    EXPECT_EQ(sequencer.calls[0], "eth_sendRawTransaction " + raw_param(txn));
    EXPECT_EQ(test.pool.find(hash), nullptr);
    // Its word is what counts.
    EXPECT_EQ(test.error("eth_sendRawTransaction", raw_param(txn)),
              "7 the sequencer's own words 0x01");
    EXPECT_EQ(test.error("eth_sendRawTransactionSync", raw_param(txn)),
              "7 the sequencer's own words 0x01");
    // What no sequencer could take is not passed on.
    const auto before = sequencer.calls.size();
    EXPECT_EQ(test.error("eth_sendRawTransaction", "[\"0x\"]"),
              "-32000 rlp: malformed transaction");
    auto dear = test.call(LOGGER);
    dear.max_fee_per_gas = ETHER;
    EXPECT_TRUE(test.error("eth_sendRawTransaction", raw_param(test.resign(dear)))
                    .starts_with("-32000 tx fee "));
    EXPECT_EQ(sequencer.calls.size(), before);
}

TEST(rpc_send, conditions_go_to_the_sequencer_with_their_transaction) {
    FakeSequencer sequencer;
    TestChain test({.sequencer_url = sequencer.server->url()});
    const auto txn = test.call(LOGGER);
    EXPECT_EQ(test.error("eth_sendRawTransactionConditional",
                         conditional_param(txn, R"({"blockNumberMin":"0x5"})")),
              "-32003 failed header check: failed block number minimum constraint");
    EXPECT_TRUE(sequencer.calls.empty());
    const auto given = conditional_param(txn, R"({"blockNumberMax":"0x5"})");
    test.result("eth_sendRawTransactionConditional", given);
    ASSERT_EQ(sequencer.calls.size(), 1u);
    EXPECT_EQ(sequencer.calls[0], "eth_sendRawTransactionConditional " + given);
}

TEST(rpc_send, the_pool_keeps_what_the_sequencer_has_taken_if_told_so) {
    FakeSequencer sequencer;
    TestChain test({.sequencer_url = sequencer.server->url(), .pool_admission = true});
    const auto txn = test.call(LOGGER, {1});
    test.result("eth_sendRawTransaction", raw_param(txn));
    EXPECT_NE(test.pool.find(transaction_hash(txn)), nullptr);
    const auto refused = test.call(LOGGER, {2});
    test.error("eth_sendRawTransaction", raw_param(refused));
    EXPECT_EQ(test.pool.find(transaction_hash(refused)), nullptr);
}

TEST(rpc_send, a_sequencer_that_is_away_is_an_error) {
    auto sequencer = std::make_unique<FakeSequencer>();
    TestChain test({.sequencer_url = sequencer->server->url()});
    sequencer.reset();
    EXPECT_EQ(test.error("eth_sendRawTransaction", raw_param(test.call(LOGGER))),
              "-32000 the sequencer does not answer");
}

TEST(rpc_txpool, shows_what_waits) {
    TestChain test;
    const auto pending = test.call(LOGGER, {}, 7);
    test.rewind_nonce(5);
    const auto queued = test.call(LOGGER);
    test.result("eth_sendRawTransaction", raw_param(pending));
    test.result("eth_sendRawTransaction", raw_param(queued));
    using boost::json::serialize;
    EXPECT_EQ(serialize(test.result("txpool_status")), R"({"pending":"0x1","queued":"0x1"})");
    const auto sender = checksummed(test.key.address());
    const auto content = test.result("txpool_content");
    EXPECT_EQ(content.at("pending").at(sender).at("0").at("hash"), hex(transaction_hash(pending)));
    EXPECT_EQ(content.at("queued").at(sender).at("5").at("hash"), hex(transaction_hash(queued)));
    EXPECT_EQ(test.result("txpool_inspect").at("pending").at(sender).at("0"),
              Value(checksummed(LOGGER) + ": 7 wei + 200000 gas × 2000000000 wei"));
    const auto mine = "[\"" + to_hex(test.key.address()) + "\"]";
    EXPECT_TRUE(test.result("txpool_contentFrom", mine).at("pending").as_object().contains("0"));
    EXPECT_EQ(serialize(test.result("txpool_contentFrom", "[\"" + to_hex(LOGGER) + "\"]")),
              R"({"pending":{},"queued":{}})");
}

TEST(rpc_node, tells_of_itself) {
    TestChain test;
    EXPECT_EQ(test.ask("eth_chainId"), R"({"result":"0x7c00"})");
    EXPECT_EQ(test.ask("eth_blockNumber"), R"({"result":"0x0"})");
    EXPECT_EQ(test.ask("eth_syncing"), R"({"result":false})");
    EXPECT_EQ(test.ask("eth_accounts"), R"({"result":[]})");
    EXPECT_EQ(test.ask("net_version"), R"({"result":"31744"})");
    EXPECT_EQ(test.ask("net_listening"), R"({"result":true})");
    EXPECT_EQ(test.ask("net_peerCount"), R"({"result":"0x0"})");
    EXPECT_EQ(test.ask("web3_clientVersion"), R"({"result":"duskevm/v0.1.0/linux-amd64/clang19"})");
    EXPECT_EQ(test.result("web3_sha3", "[\"0x\"]"), hex(EMPTY_CODE_HASH));
    EXPECT_EQ(test.result("admin_nodeInfo").at("protocols").at("eth").at("network"), TEST_CHAIN_ID);
}

TEST(rpc_node, checksums_addresses) {  // EIP-55, test cases
    const auto address = *fixed_from_hex<20>("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed");
    EXPECT_EQ(checksummed(address), "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
}

}  // namespace
}  // namespace dusk::eth
