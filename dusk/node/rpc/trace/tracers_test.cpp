// Every kind of transaction through every tracer.
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <dusk/node/rpc/testing/test_chain.hpp>

namespace dusk::eth {
namespace {

using boost::json::serialize;

/// A block with each kind: a deposit, a failed deposit, a transfer, a call, a revert, a creation,
/// an access list, a delegation.
struct Tracers : ::testing::Test {
    Tracers() {
        Transaction failed;
        failed.type = TxnType::deposit;
        failed.source_hash = Hash32{{9}};
        failed.from = test_address(0xaa);
        failed.to = LOGGER;
        failed.value = 5;  // more than there is
        failed.gas_limit = 100'000;
        txns.push_back(failed);
        Transaction reverting;
        reverting.type = TxnType::deposit;
        reverting.source_hash = Hash32{{8}};
        reverting.from = test_address(0xab);
        reverting.to = REVERTER;
        reverting.gas_limit = 100'000;
        txns.push_back(reverting);
        txns.push_back(test.call(test_address(0x77), {}, 7));
        txns.push_back(test.call(CALLER, Bytes(32, 0x22)));
        txns.push_back(test.call(REVERTER));
        auto creation = test.call(LOGGER);
        creation.to.reset();
        creation.data = {0x60, 0x2a, 0x5f, 0x53, 0x60, 0x01, 0x5f, 0xf3};  // leaves 0x2a
        txns.push_back(test.resign(creation));
        auto listed = test.call(READER);
        listed.type = TxnType::access_list;
        listed.access_list = {{READER, {Hash32{}}}};
        listed.max_priority_fee_per_gas = listed.max_fee_per_gas;
        txns.push_back(test.resign(listed));
        auto delegating = test.call(test.key.address());
        delegating.type = TxnType::set_code;
        delegating.authorization_list = {test.authorize(READER, delegating.nonce + 1)};
        txns.push_back(test.resign(delegating));
        ref = test.add_block(txns);
    }

    Value trace(std::size_t index, const std::string& tracer, const std::string& options = "{}") {
        return test.result("debug_traceTransaction", "[\"" + to_hex(transaction_hash(txns[index])) +
                                                         R"(",{"tracer":")" + tracer +
                                                         R"(","tracerConfig":)" + options + "}]");
    }

    TestChain test;
    std::vector<Transaction> txns;
    BlockRef ref;
};

TEST_F(Tracers, all_show_all_kinds) {
    for (const std::string tracer :
         {"callTracer", "flatCallTracer", "prestateTracer", "4byteTracer", "noopTracer"})
        for (std::size_t i = 0; i < txns.size(); ++i) {
            const auto result = trace(i, tracer);
            EXPECT_TRUE(result.is_object() || result.is_array()) << tracer << i;
        }
    const auto all = test.result("debug_traceBlockByHash", "[\"" + to_hex(ref.hash) + "\"]");
    EXPECT_EQ(all.as_array().size(), txns.size() + 1);
}

TEST_F(Tracers, a_failed_deposit_is_a_call_that_failed) {
    const auto call = trace(0, "callTracer");
    EXPECT_EQ(call.at("type"), "CALL");
    EXPECT_EQ(call.at("from"), hex(test_address(0xaa)));
    EXPECT_EQ(call.at("error"), "insufficient balance for transfer");
    EXPECT_EQ(call.at("gasUsed"), "0x186a0");
    const auto flat = trace(0, "flatCallTracer");
    ASSERT_EQ(flat.as_array().size(), 1u);
    EXPECT_EQ(flat.as_array()[0].at("error"), "insufficient balance for transfer");
    EXPECT_EQ(trace(1, "callTracer").at("error"), "execution reverted");
}

TEST_F(Tracers, prestate_diff_shows_the_fee_vaults) {
    const auto diff = trace(2, "prestateTracer", R"({"diffMode":true})");
    for (const auto& vault : {OP_SEQUENCER_FEE_VAULT, OP_BASE_FEE_VAULT, OP_L1_FEE_VAULT})
        EXPECT_TRUE(diff.at("post").as_object().contains(to_hex(vault))) << to_hex(vault);
    EXPECT_EQ(diff.at("post").at(to_hex(test_address(0x77))).at("balance"), "0x7");
    // Deposits pay none.
    EXPECT_FALSE(trace(1, "prestateTracer").as_object().contains(to_hex(OP_BASE_FEE_VAULT)));
}

TEST_F(Tracers, flat_calls_name_their_place) {
    const auto flat = trace(3, "flatCallTracer");
    ASSERT_EQ(flat.as_array().size(), 2u);
    const auto& outer = flat.as_array()[0];
    const auto& inner = flat.as_array()[1];
    EXPECT_EQ(outer.at("subtraces"), 1);
    EXPECT_EQ(outer.at("transactionPosition"), 4);
    EXPECT_EQ(serialize(inner.at("traceAddress")), "[0]");
    EXPECT_EQ(inner.at("action").at("callType"), "call");
    EXPECT_EQ(inner.at("action").at("to"), hex(LOGGER));
    const auto created = trace(5, "flatCallTracer");
    EXPECT_EQ(created.as_array()[0].at("type"), "create");
    EXPECT_EQ(created.as_array()[0].at("result").at("code"), "0x2a");
}

TEST_F(Tracers, four_bytes_are_counted) {
    EXPECT_EQ(serialize(trace(3, "4byteTracer")), R"({"0x22222222-28":2})");
}

TEST_F(Tracers, a_mux_asks_several) {
    const auto both = trace(3, "muxTracer", R"({"callTracer":{},"4byteTracer":{}})");
    EXPECT_EQ(both.at("callTracer").at("type"), "CALL");
    EXPECT_TRUE(both.as_object().contains("4byteTracer"));
    EXPECT_EQ(test.error("debug_traceTransaction",
                         "[\"" + to_hex(transaction_hash(txns[0])) +
                             R"(",{"tracer":"muxTracer","tracerConfig":{"no":{}}}])"),
              "-32000 no such tracer: no");
}

TEST_F(Tracers, parity_replays_all_kinds) {
    const auto all = test.result("trace_replayBlockTransactions",
                                 R"(["latest",["trace","vmTrace","stateDiff"]])");
    ASSERT_EQ(all.as_array().size(), txns.size() + 1);
    const auto& transfer = all.as_array()[3];
    EXPECT_EQ(transfer.at("trace").as_array()[0].at("type"), "call");
    EXPECT_TRUE(transfer.at("vmTrace").is_null());
    const auto& diff = transfer.at("stateDiff").at(to_hex(test_address(0x77)));
    EXPECT_EQ(serialize(diff.at("balance")), R"({"+":"0x7"})");
    const auto& call = all.as_array()[4];
    EXPECT_FALSE(call.at("vmTrace").at("ops").as_array().empty());
    EXPECT_EQ(all.as_array()[5].at("trace").as_array()[0].at("error"), "Reverted");
    EXPECT_EQ(all.as_array()[1].at("trace").as_array()[0].at("error"),
              "insufficient balance for transfer");
}

TEST_F(Tracers, parity_filters_by_address) {
    const auto found =
        test.result("trace_filter", R"([{"fromBlock":"0x1","toBlock":"latest","toAddress":[")" +
                                        to_hex(LOGGER) + R"("]}])");
    ASSERT_EQ(found.as_array().size(), 2u);  // the failed deposit, and the call of CALLER
    EXPECT_EQ(found.as_array()[1].at("action").at("from"), hex(CALLER));
    const auto hash = "[\"" + to_hex(transaction_hash(txns[3])) + "\"";
    EXPECT_EQ(test.result("trace_transaction", hash + "]").as_array().size(), 2u);
    EXPECT_EQ(test.result("trace_get", hash + R"(,["0x1"]])").at("action").at("to"), hex(LOGGER));
    EXPECT_GE(test.result("trace_block", R"(["0x1"])").as_array().size(), txns.size() + 2);
    EXPECT_EQ(test.error("trace_filter", R"([{"fromBlock":"0x9","toBlock":"0x1"}])"),
              "-32602 invalid parameters: fromBlock cannot be greater than toBlock");
}

TEST_F(Tracers, parity_calls_build_on_each_other) {
    const auto word = std::string(62, '0') + "2b";
    const auto to_logger = R"({"to":")" + to_hex(LOGGER) + R"(","input":"0x)" + word + R"("})";
    const auto many =
        test.result("trace_callMany", "[[[" + to_logger + R"(,["stateDiff"]],[)" + to_logger +
                                          R"(,["stateDiff"]]],"latest"])");
    ASSERT_EQ(many.as_array().size(), 2u);
    const auto storage_of = [&](const Value& run) {
        const auto* entry = run.at("stateDiff").as_object().if_contains(to_hex(LOGGER));
        return entry == nullptr ? std::size_t{0} : entry->at("storage").as_object().size();
    };
    EXPECT_EQ(storage_of(many.as_array()[0]), 1u);
    EXPECT_EQ(storage_of(many.as_array()[1]), 0u);
    const auto one = test.result("trace_call", "[" + to_logger + R"(,["trace"]])");
    EXPECT_EQ(one.at("trace").as_array().size(), 1u);
    const auto raw = test.call(LOGGER);
    EXPECT_EQ(test.result("trace_rawTransaction",
                          "[\"" + to_hex(encode_transaction(raw)) + R"(",["trace"]])")
                  .at("trace")
                  .as_array()
                  .size(),
              1u);
}

TEST_F(Tracers, blocks_in_rlp_are_traced) {
    const auto raw = test.result("debug_getRawBlock", R"(["latest"])");
    const auto all = test.result("debug_traceBlock", "[" + serialize(raw) + "]");
    EXPECT_EQ(all.as_array().size(), txns.size() + 1);
    EXPECT_EQ(test.error("debug_traceBlock", R"(["0x00"])"), "-32000 could not decode block");
}

TEST_F(Tracers, roots_between_transactions_end_at_the_blocks) {
    const auto roots =
        test.result("debug_intermediateRoots", "[\"" + to_hex(ref.hash) + "\"]").as_array();
    ASSERT_EQ(roots.size(), txns.size() + 1);
    EXPECT_EQ(roots.back(), test.result("eth_getBlockByNumber", R"(["latest"])").at("stateRoot"));
}

TEST_F(Tracers, a_call_may_stand_inside_a_block) {
    // Before CALLER wrote to LOGGER, and after.
    const auto ask = [&](const std::string& index) {
        return test.result("debug_traceCall",
                           R"([{"to":")" + to_hex(LOGGER) + R"("},"latest",{"tracer":)" +
                               R"("prestateTracer","txIndex":")" + index + R"("}])");
    };
    EXPECT_FALSE(ask("0x4").at(to_hex(LOGGER)).as_object().contains("storage") &&
                 ask("0x4").at(to_hex(LOGGER)).at("storage") ==
                     ask("0x5").at(to_hex(LOGGER)).at("storage"));
}

TEST_F(Tracers, witness_and_ranges_tell_the_state) {
    const auto witness = test.result("debug_executionWitness", R"(["0x1"])");
    for (const auto* part : {"state", "codes", "keys", "headers"})
        EXPECT_FALSE(witness.at(part).as_array().empty()) << part;
    const auto slots = test.result("debug_storageRangeAt", "[\"" + to_hex(ref.hash) + R"(",0,")" +
                                                               to_hex(READER) + R"(","0x",10])");
    EXPECT_EQ(slots.at("storage").as_object().size(), 1u);
    EXPECT_TRUE(slots.at("nextKey").is_null());
    const auto accounts = test.result("debug_accountRange", R"(["latest","0x",3])");
    EXPECT_EQ(accounts.at("accounts").as_object().size(), 3u);
    EXPECT_TRUE(accounts.as_object().contains("next"));
}

TEST_F(Tracers, otterscan_is_served) {
    EXPECT_EQ(test.result("ots_getApiLevel"), 8);
    const auto hash = [&](std::size_t i) {
        return "[\"" + to_hex(transaction_hash(txns[i])) + "\"]";
    };
    EXPECT_EQ(test.result("ots_traceTransaction", hash(3)).as_array().size(), 2u);
    EXPECT_TRUE(test.result("ots_getInternalOperations", hash(3)).as_array().empty());
    EXPECT_TRUE(
        test.result("ots_getTransactionError", hash(4)).as_string().starts_with("0x08c379a0"));
    EXPECT_EQ(test.result("ots_getTransactionError", hash(3)), "0x");
    EXPECT_EQ(test.result("ots_hasCode", "[\"" + to_hex(LOGGER) + R"(","latest"])"), true);
    const auto details = test.result("ots_getBlockDetails", "[1]");
    EXPECT_EQ(details.at("block").at("transactionCount"), txns.size() + 1);
    const auto page = test.result("ots_getBlockTransactions", "[1,0,3]");
    EXPECT_EQ(page.at("fullblock").at("transactions").as_array().size(), 3u);
    EXPECT_EQ(page.at("receipts").as_array().size(), 3u);
    const auto sender = to_hex(test.key.address());
    EXPECT_EQ(test.result("ots_getTransactionBySenderAndNonce", "[\"" + sender + "\",1]"),
              hex(transaction_hash(txns[3])));
    const auto created = create_address(test.key.address(), txns[5].nonce);
    EXPECT_EQ(test.result("ots_getContractCreator", "[\"" + to_hex(created) + "\"]").at("creator"),
              hex(test.key.address()));
    const auto found =
        test.result("ots_searchTransactionsBefore", "[\"" + to_hex(LOGGER) + "\",0,10]");
    EXPECT_EQ(found.at("txs").as_array().size(), 2u);
    EXPECT_EQ(found.at("lastPage"), true);
}

}  // namespace
}  // namespace dusk::eth
