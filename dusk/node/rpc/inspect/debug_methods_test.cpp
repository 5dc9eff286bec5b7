#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <dusk/node/rpc/testing/test_chain.hpp>

namespace dusk::eth {
namespace {

using boost::json::serialize;

std::string quoted(const Hash32& hash) { return "\"" + to_hex(hash) + "\""; }

TEST(rpc_debug, raw_forms_hash_to_their_names) {
    TestChain test;
    const auto txn = test.call(LOGGER);
    const auto ref = test.add_block({txn});
    const auto bytes = [](const Value& text) {
        return *from_hex(std::string_view(text.as_string()));
    };
    const auto header = bytes(test.result("debug_getRawHeader", "[\"latest\"]"));
    EXPECT_EQ(keccak256(header), ref.hash);
    const auto block = decode_block(bytes(test.result("debug_getRawBlock", "[\"0x1\"]")));
    ASSERT_TRUE(block);
    EXPECT_EQ(header_hash(block->header), ref.hash);
    EXPECT_EQ(transactions_root(block->transactions), block->header.transactions_root);
    std::vector<Receipt> receipts;
    const auto raw_receipts = test.result("debug_getRawReceipts", "[" + quoted(ref.hash) + "]");
    for (const auto& receipt : raw_receipts.as_array())
        receipts.push_back(*decode_receipt(bytes(receipt)));
    EXPECT_EQ(receipts_root(receipts), block->header.receipts_root);
    const auto params = "[" + quoted(transaction_hash(txn)) + "]";
    EXPECT_EQ(test.result("debug_getRawTransaction", params), hex(encode_transaction(txn)));
    EXPECT_EQ(test.result("debug_getRawTransaction", "[" + quoted({}) + "]"), "0x");
    EXPECT_EQ(test.error("debug_getRawHeader", "[\"0x9\"]"), "-32000 header not found");
}

TEST(rpc_debug, bad_blocks_are_kept_for_those_who_look_into_them) {
    TestChain test;
    EXPECT_EQ(serialize(test.result("debug_getBadBlocks")), "[]");
    const auto ref = test.add_block({test.call(LOGGER, Bytes(32, 1))});
    const auto raw = test.result("debug_getRawBlock", "[\"0x1\"]");
    auto block = *decode_block(*from_hex(std::string_view(raw.as_string())));
    block.header.state_root = Hash32{{1}};
    const auto hash = header_hash(block.header);
    ASSERT_EQ(test.chain.import(block, hash).status, engine::ImportStatus::invalid);

    const auto bad = test.result("debug_getBadBlocks").as_array();
    ASSERT_EQ(bad.size(), 1u);
    EXPECT_EQ(bad[0].at("hash"), hex(hash));
    EXPECT_EQ(bad[0].at("rlp"), hex(encode_block(block)));
    auto wanted = test.result("eth_getBlockByHash", "[" + quoted(ref.hash) + ",true]");
    auto shown = bad[0].at("block");
    EXPECT_EQ(shown.at("hash"), hex(hash));
    EXPECT_EQ(shown.at("stateRoot"), hex(Hash32{{1}}));
    ASSERT_EQ(shown.at("transactions").as_array().size(), 2u);
    EXPECT_EQ(shown.at("transactions").at(1).at("hash"),
              wanted.at("transactions").at(1).at("hash"));
    EXPECT_EQ(shown.at("transactions").at(1).at("from"), hex(test.key.address()));

    // What it does can be seen all the same.
    EXPECT_EQ(test.result("debug_traceBadBlock", "[" + quoted(hash) + "]"),
              test.result("debug_traceBlockByHash", "[" + quoted(ref.hash) + "]"));
    EXPECT_EQ(test.error("debug_traceBadBlock", "[" + quoted(ref.hash) + "]"),
              "-32000 bad block " + to_hex(ref.hash) + " not found");
}

/// A chain with a block whose second transaction goes through CALLER to LOGGER.
struct Trace : ::testing::Test {
    Trace() {
        const auto first = test.call(LOGGER, Bytes(32, 0x11));
        txn = test.call(CALLER, Bytes(32, 0x22));
        ref = test.add_block({first, txn});
    }
    Value trace(const std::string& options) {
        return test.result("debug_traceTransaction",
                           "[" + quoted(transaction_hash(txn)) + "," + options + "]");
    }
    TestChain test;
    Transaction txn;
    BlockRef ref;
};

TEST_F(Trace, struct_logs_add_up_to_the_gas_used) {
    const auto answer = trace("{}");
    const auto receipts = **test.store->receipts(ref.hash);
    const auto used = receipts[2].cumulative_gas_used - receipts[1].cumulative_gas_used;
    EXPECT_EQ(answer.at("gas"), used);
    EXPECT_EQ(answer.at("failed"), false);
    EXPECT_EQ(answer.at("returnValue"), "0x");
    const auto& steps = answer.at("structLogs").as_array();
    EXPECT_EQ(steps[0].at("op"), "PUSH1");
    EXPECT_EQ(steps[0].at("gasCost"), 3);
    EXPECT_EQ(steps[0].at("depth"), 1);
    std::int64_t outer = 0;
    for (const auto& step : steps) {
        if (step.at("op") == "SSTORE") {
            EXPECT_EQ(step.at("depth"), 2);
            // From 0x11… to 0x22…: the reset price and the cold slot.
            EXPECT_EQ(step.at("gasCost"), 5000);
            EXPECT_EQ(serialize(step.at("storage")),
                      "{\"" + to_hex(Hash32{}) + "\":\"" + to_hex(Bytes(32, 0x22)) + "\"}");
        }
        if (step.at("depth") == 1 && step.at("op") != "CALL")
            outer += step.at("gasCost").to_number<std::int64_t>();
    }
    EXPECT_EQ(outer, 3 * 10 - 3 * 2 + 3 + 2 + 3 + 3);
}

TEST_F(Trace, struct_logs_price_the_last_step_for_itself) {
    const auto last_of = [&](const std::string& call) {
        return test.result("debug_traceCall", "[" + call + R"(,"latest",{}])")
            .at("structLogs")
            .as_array()
            .back();
    };
    // A creation that leaves a byte of code: its storage is not RETURN's price.
    const auto created = last_of(R"({"data":"0x602a5f5360015ff3"})");
    EXPECT_EQ(created.at("op"), "RETURN");
    EXPECT_EQ(created.at("gasCost"), 0);
    // One that leaves 0xef, which cannot be stored, has not failed in RETURN either.
    const auto refused = last_of(R"({"data":"0x60ef5f5360015ff3"})");
    EXPECT_EQ(refused.at("gasCost"), 0);
    EXPECT_FALSE(refused.as_object().contains("error"));
    // A cold slot is more than is left.
    const auto cut = last_of(R"({"to":")" + to_hex(READER) + R"(","gas":"0x55f0"})");
    EXPECT_EQ(cut.at("op"), "SLOAD");
    EXPECT_EQ(cut.at("gasCost"), 2100);
    EXPECT_EQ(cut.at("error"), "out of gas");
}

TEST_F(Trace, struct_log_options_leave_things_out) {
    const auto answer = trace(R"({"disableStack":true,"enableMemory":true})");
    const auto& step = answer.at("structLogs").as_array().back();
    EXPECT_FALSE(step.as_object().contains("stack"));
    EXPECT_EQ(serialize(step.at("memory")), "[\"" + to_hex(Bytes(32, 0x22)) + "\"]");
    EXPECT_EQ(trace(R"({"limit":3})").at("structLogs").as_array().size(), 3u);
}

TEST_F(Trace, calls_form_a_tree) {
    const auto answer = trace(R"({"tracer":"callTracer","tracerConfig":{"withLog":true}})");
    const auto receipts = **test.store->receipts(ref.hash);
    EXPECT_EQ(answer.at("type"), "CALL");
    EXPECT_EQ(answer.at("from"), hex(test.key.address()));
    EXPECT_EQ(answer.at("to"), hex(CALLER));
    EXPECT_EQ(answer.at("gas"), quantity(std::uint64_t{200'000}));
    EXPECT_EQ(answer.at("gasUsed"),
              quantity(receipts[2].cumulative_gas_used - receipts[1].cumulative_gas_used));
    const auto& inner = answer.at("calls").at(0);
    EXPECT_EQ(inner.at("from"), hex(CALLER));
    EXPECT_EQ(inner.at("to"), hex(LOGGER));
    EXPECT_EQ(inner.at("input"), hex(Bytes(32, 0x22)));
    EXPECT_EQ(inner.at("logs").at(0).at("data"), hex(Bytes(32, 0x22)));
    EXPECT_FALSE(trace(R"({"tracer":"callTracer","tracerConfig":{"onlyTopCall":true}})")
                     .as_object()
                     .contains("calls"));
}

TEST_F(Trace, prestate_is_from_before_the_transaction) {
    const auto answer = trace(R"({"tracer":"prestateTracer"})");
    const auto logger = to_hex(LOGGER);
    EXPECT_EQ(answer.at(logger).at("storage").at(to_hex(Hash32{})), hex(Bytes(32, 0x11)));
    EXPECT_EQ(answer.at(to_hex(test.key.address())).at("nonce"), 1);
    EXPECT_EQ(answer.at(logger).at("code"), hex(logger_code()));
}

TEST_F(Trace, prestate_diff_has_only_changes) {
    const auto answer = trace(R"({"tracer":"prestateTracer","tracerConfig":{"diffMode":true}})");
    const auto logger = to_hex(LOGGER);
    EXPECT_EQ(serialize(answer.at("post").at(logger)),
              "{\"storage\":{" + quoted({}) + ":\"" + to_hex(Bytes(32, 0x22)) + "\"}}");
    EXPECT_EQ(answer.at("pre").at(logger).at("storage").at(to_hex(Hash32{})), hex(Bytes(32, 0x11)));
    EXPECT_FALSE(answer.at("pre").as_object().contains(to_hex(CALLER)));
    EXPECT_EQ(answer.at("post").at(to_hex(test.key.address())).at("nonce"), 2);
}

TEST_F(Trace, whole_blocks) {
    const auto by_number =
        test.result("debug_traceBlockByNumber", R"(["latest",{"tracer":"callTracer"}])");
    ASSERT_EQ(by_number.as_array().size(), 3u);
    EXPECT_EQ(by_number.at(2).at("txHash"), hex(transaction_hash(txn)));
    EXPECT_EQ(by_number, test.result("debug_traceBlockByHash",
                                     "[" + quoted(ref.hash) + R"(,{"tracer":"callTracer"}])"));
    EXPECT_EQ(test.error("debug_traceBlockByNumber", "[\"0x0\"]"),
              "-32000 genesis is not traceable");
}

TEST_F(Trace, simulated_calls) {
    const auto params = [](std::string_view tracer) {
        return "[{\"to\":\"" + to_hex(REVERTER) + "\"},\"latest\",{\"tracer\":\"" +
               std::string(tracer) + "\"}]";
    };
    const auto answer = test.result("debug_traceCall", params("callTracer"));
    EXPECT_EQ(answer.at("error"), "execution reverted");
    EXPECT_EQ(answer.at("revertReason"), "no");
    EXPECT_EQ(test.error("debug_traceCall", params("jsTracer")), "-32000 no such tracer: jsTracer");
    EXPECT_EQ(test.error("debug_traceTransaction", "[" + quoted({}) + "]"),
              "-32000 transaction not found");
}

TEST_F(Trace, creations_give_the_code_they_leave) {
    // mstore8(31, 0xfe); return(31, 1)
    const auto answer =
        test.result("debug_traceCall",
                    R"([{"data":"0x60fe601f536001601ff3"},"latest",{"tracer":"callTracer"}])");
    EXPECT_EQ(answer.at("type"), "CREATE");
    EXPECT_EQ(answer.at("output"), "0xfe");
    EXPECT_EQ(test.result("debug_traceCall", R"([{"data":"0x60fe601f536001601ff3"},"latest"])")
                  .at("returnValue"),
              "0xfe");
}

TEST_F(Trace, a_fault_is_named_at_its_step) {
    const auto answer =
        test.result("debug_traceCall", "[{\"to\":\"" + to_hex(BROKEN) + "\"},\"latest\",{}]");
    EXPECT_EQ(answer.at("failed"), true);
    EXPECT_EQ(answer.at("structLogs").at(0).at("error"), "invalid opcode: INVALID");
}

}  // namespace
}  // namespace dusk::eth
