#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <dusk/node/rpc/json/call_errors.hpp>
#include <dusk/node/rpc/testing/test_chain.hpp>

namespace dusk::eth {
namespace {

std::string to(const Address& address, const std::string& more = "") {
    return "{\"to\":\"" + to_hex(address) + "\"" + more + "}";
}
std::string word(std::uint64_t value) { return to_hex(to_hash32(u256{value})); }

TEST(rpc_call, gives_back_the_output) {
    TestChain test;
    EXPECT_EQ(test.result("eth_call", "[" + to(READER) + ",\"latest\"]"), Value(word(42)));
    EXPECT_EQ(test.result("eth_call", "[" + to(READER) + "]"), Value(word(42)));
    EXPECT_EQ(test.result("eth_call", "[" + to(test_address(9)) + ",\"latest\"]"), "0x");
}

TEST(rpc_call, reverts_carry_reason_and_data) {
    TestChain test;
    const auto text = test.error("eth_call", "[" + to(REVERTER) + ",\"latest\"]");
    EXPECT_TRUE(text.starts_with("3 execution reverted: no 0x08c379a0")) << text;
    EXPECT_EQ(text.size(), std::string("3 execution reverted: no 0x").size() + 200);
    // revert(0, 0)
    EXPECT_EQ(test.error("eth_call", "[{\"data\":\"0x60006000fd\"},\"latest\"]"),
              "3 execution reverted 0x");
}

TEST(rpc_call, faults_have_geths_words) {
    TestChain test;
    EXPECT_EQ(test.error("eth_call", "[" + to(BROKEN) + ",\"latest\"]"),
              "-32000 invalid opcode: INVALID");
    EXPECT_EQ(test.error("eth_call", "[{\"data\":\"0x0c\"},\"latest\"]"),
              "-32000 invalid opcode: opcode 0xc not defined");
    EXPECT_EQ(test.error("eth_call", "[{\"data\":\"0x01\"},\"latest\"]"),
              "-32000 stack underflow (0 <=> 2)");
    EXPECT_EQ(test.error("eth_call", "[{\"data\":\"0x600056\"},\"latest\"]"),
              "-32000 invalid jump destination");
    EXPECT_EQ(test.error("eth_call", "[{\"data\":\"0x5b600056\"},\"latest\"]"),
              "-32000 out of gas");
}

TEST(rpc_call, refusals_have_geths_words) {
    TestChain test;
    EXPECT_EQ(test.error("eth_call", "[" + to(READER, ",\"value\":\"0x1\"") + ",\"latest\"]"),
              "-32000 err: insufficient funds for gas * price + value: address "
              "0x0000000000000000000000000000000000000000 have 0 want 1 (supplied gas 50000000)");
    EXPECT_EQ(test.error("eth_call", "[" + to(READER, ",\"gas\":\"0x5207\"") + ",\"latest\"]"),
              "-32000 err: intrinsic gas too low: have 20999, want 21000 (supplied gas 20999)");
    EXPECT_EQ(
        test.error("eth_call", "[" + to(READER, ",\"maxFeePerGas\":\"0x1\"") + ",\"latest\"]"),
        "-32000 err: max fee per gas less than block base fee: address "
        "0x0000000000000000000000000000000000000000, maxFeePerGas: 1, baseFee: 1000000 "
        "(supplied gas 50000000)");
    EXPECT_EQ(
        test.error("eth_call", "[" + to(READER, ",\"gasPrice\":\"0x1\",\"maxFeePerGas\":\"0x1\"") +
                                   ",\"latest\"]"),
        "-32000 both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified");
    EXPECT_EQ(test.error("eth_call", "[" + to(READER, ",\"data\":\"0x01\",\"input\":\"0x02\"") +
                                         ",\"latest\"]"),
              "-32000 both \"data\" and \"input\" are set and not equal. Please use \"input\" to "
              "pass transaction call data");
    EXPECT_EQ(test.error("eth_call", "[" + to(READER, ",\"chainId\":\"0x1\"") + "]"),
              "-32000 chainId does not match node's (have=1, want=31744)");
}

TEST(rpc_call, pretends_other_accounts) {
    TestChain test;
    const auto with = [&](const std::string& account) {
        return "[" + to(READER) + ",\"latest\",{\"" + to_hex(READER) + "\":" + account + "}]";
    };
    const auto slot = "{\"" + to_hex(Hash32{}) + "\":\"" + word(7) + "\"}";
    EXPECT_EQ(test.result("eth_call", with("{\"stateDiff\":" + slot + "}")), Value(word(7)));
    EXPECT_EQ(test.result("eth_call", with("{\"state\":{}}")), Value(word(0)));
    // mstore(0, selfbalance()); return(0, 32)
    EXPECT_EQ(
        test.result("eth_call", with("{\"balance\":\"0x9\",\"code\":\"0x4760005260206000f3\"}")),
        Value(word(9)));
    EXPECT_EQ(test.error("eth_call", with("{\"state\":{},\"stateDiff\":{}}")),
              "-32602 invalid argument 2: account " +
                  std::string("0xC000000000000000000000000000000000000003") +
                  " has both 'state' and 'stateDiff'");
}

TEST(rpc_call, pretends_another_block) {
    TestChain test;
    // mstore(0, number()); mstore(32, timestamp()); return(0, 64)
    const std::string code = "\"data\":\"0x436000524260205260406000f3\"";
    EXPECT_EQ(test.result("eth_call", "[{" + code +
                                          "},\"latest\",null,{\"number\":\"0x99\",\"time\":"
                                          "\"0x7fffffff\"}]"),
              Value(word(0x99) + word(0x7fffffff).substr(2)));
    EXPECT_EQ(test.error("eth_call", "[{" + code + "},\"latest\",null,{\"withdrawals\":[]}]"),
              "-32000 block override \"withdrawals\" is not supported for this RPC method");
    // mstore(0, blobbasefee()); return(0, 32)
    EXPECT_EQ(test.result("eth_call", R"([{"data":"0x4a60005260206000f3"},"latest",null,)"
                                      R"({"blobBaseFee":"0x9"}])"),
              Value(word(9)));
}

TEST(rpc_call, leaves_no_trace) {
    TestChain test;
    const auto data = ",\"data\":\"" + word(5) + "\"";
    EXPECT_EQ(test.result("eth_call", "[" + to(LOGGER, data) + "]"), "0x");
    EXPECT_EQ(test.result("eth_getStorageAt", "[\"" + to_hex(LOGGER) + "\",\"0x0\",\"latest\"]"),
              Value(word(0)));
}

TEST(rpc_estimate, a_transfer_takes_the_least) {
    TestChain test;
    EXPECT_EQ(test.result("eth_estimateGas", "[" + to(test_address(9)) + "]"), "0x5208");
}

TEST(rpc_estimate, is_enough_and_not_far_too_much) {
    TestChain test;
    const auto data = ",\"data\":\"" + word(5) + "\"";
    const auto text = test.result("eth_estimateGas", "[" + to(CALLER, data) + "]");
    const auto gas = quantity_from_hex(std::string_view(text.as_string()))->low64();
    const auto with_gas = [&](std::uint64_t limit) {
        auto txn = test.call(CALLER, *from_hex(word(5)));
        txn.gas_limit = limit;
        test.rewind_nonce(txn.nonce);
        return test.sign(txn);
    };
    const auto ref = test.add_block({with_gas(gas)});
    const auto receipts = **test.store->receipts(ref.hash);
    EXPECT_TRUE(receipts[1].success);
    ASSERT_EQ(receipts[1].logs.size(), 1u);
    const auto used = receipts[1].cumulative_gas_used - receipts[0].cumulative_gas_used;
    EXPECT_LE(gas, used * 11 / 10);
}

TEST(rpc_estimate, failures) {
    TestChain test;
    EXPECT_TRUE(test.error("eth_estimateGas", "[" + to(REVERTER) + "]")
                    .starts_with("3 execution reverted: no 0x08c379a0"));
    EXPECT_EQ(test.error("eth_estimateGas", "[" + to(BROKEN) + "]"),
              "-32000 invalid opcode: INVALID");
    EXPECT_EQ(test.error("eth_estimateGas", "[" + to(CALLER, ",\"gas\":\"0x5300\"") + "]"),
              "-32000 gas required exceeds allowance (21248)");
    EXPECT_EQ(test.error("eth_estimateGas",
                         "[" + to(READER, ",\"gasPrice\":\"0x3b9aca00\",\"value\":\"0x1\"") + "]"),
              "-32000 insufficient funds for transfer");
}

TEST(rpc_access_list, lists_what_is_touched_beside_the_ends) {
    TestChain test;
    const auto answer = test.result(
        "eth_createAccessList", "[" + to(CALLER, ",\"data\":\"" + word(5) + "\"") + ",\"latest\"]");
    EXPECT_EQ(boost::json::serialize(answer.at("accessList")),
              "[{\"address\":\"" + to_hex(LOGGER) + "\",\"storageKeys\":[\"" + word(0) + "\"]}]");
    EXPECT_FALSE(answer.as_object().contains("error"));
    const auto own = test.result("eth_createAccessList", "[" + to(READER) + ",\"latest\"]");
    EXPECT_EQ(boost::json::serialize(own.at("accessList")),
              "[{\"address\":\"" + to_hex(READER) + "\",\"storageKeys\":[\"" + word(0) + "\"]}]");
    const auto failing = test.result("eth_createAccessList", "[" + to(REVERTER) + "]");
    EXPECT_EQ(failing.at("error"), "execution reverted");
}

TEST(rpc_call_errors, panics_have_names) {
    Bytes output{0x4e, 0x48, 0x7b, 0x71};
    append(output, to_hash32(u256{0x11}));
    EXPECT_EQ(revert_error(output).message, "execution reverted: arithmetic underflow or overflow");
    output.back() = 0x77;
    EXPECT_EQ(revert_error(output).message, "execution reverted: unknown panic code: 0x77");
}

TEST(rpc_call_errors, malformed_reasons_are_left_out) {
    Bytes output{0x08, 0xc3, 0x79, 0xa0};
    EXPECT_EQ(revert_error(output).message, "execution reverted");
    append(output, Bytes(32, 0xff));
    append(output, Bytes(32, 0xff));
    EXPECT_EQ(revert_error(output).message, "execution reverted");
    Bytes huge{0x08, 0xc3, 0x79, 0xa0};
    append(huge, to_hash32(u256{32}));
    append(huge, to_hash32(u256{~std::uint64_t{0}}));
    EXPECT_EQ(revert_error(huge).message, "execution reverted");
}

/// A chain whose LOGGER counts: it adds one to slot 0 and gives it back.
struct CallMany : ::testing::Test {
    std::string ask(const std::string& bundles, const std::string& place = "null") {
        const auto counter =
            R"({")" + to_hex(LOGGER) + R"(":{"code":"0x5f54600101805f555f5260205ff3"}})";
        const auto params = "[" + bundles + "," + place + "," + counter + "]";
        return boost::json::serialize(test.result("eth_callMany", params));
    }
    static std::string to(const Address& address) {
        return R"({"to":")" + to_hex(address) + R"("})";
    }
    static std::string word(const std::string& digit) {
        return R"({"value":"0x)" + std::string(63, '0') + digit + R"("})";
    }
    TestChain test;
};

TEST_F(CallMany, each_call_sees_what_the_one_before_left) {
    const auto count = to(LOGGER);
    EXPECT_EQ(ask(R"([{"transactions":[)" + count + "," + count + R"(]},{"transactions":[)" +
                  to(REVERTER) + "," + count + "]}]"),
              "[[" + word("1") + "," + word("2") + R"(],[{"error":"execution reverted: no"},)" +
                  word("3") + "]]");
    EXPECT_EQ(ask("[{}]"), "[[]]");
}

TEST_F(CallMany, a_failing_call_is_told_with_its_place_and_leaves_nothing) {
    const auto broken = to(BROKEN);
    const auto answer = ask(R"([{"transactions":[)" + broken + "," + to(LOGGER) + "]}]");
    EXPECT_EQ(answer, R"([[{"error":"invalid opcode: INVALID"},)" + word("1") + "]]");
}

TEST_F(CallMany, a_bundle_has_its_own_block) {
    // NUMBER, given back.
    const auto code = R"({")" + to_hex(READER) + R"(":{"code":"0x435f5260205ff3"}})";
    const auto call = R"("transactions":[)" + to(READER) + "]";
    EXPECT_EQ(boost::json::serialize(test.result(
                  "eth_callMany", "[[{" + call + R"(,"blockOverride":{"number":"0x7"}},{)" + call +
                                      R"(}],{"blockNumber":"0x0"},)" + code + "]")),
              "[[" + word("7") + "],[" + word("0") + "]]");
}

TEST_F(CallMany, begins_inside_a_block) {
    const auto block = test.add_block({test.call(LOGGER, Bytes(32, 0x11))});
    // Its slot 0, given back.
    const auto reader =
        R"({")" + to_hex(LOGGER) + R"(":{"code":")" + to_hex(reader_code()) + R"("}})";
    const auto ask_slot = [&](const std::string& place) {
        return boost::json::serialize(test.result(
            "eth_callMany",
            R"([[{"transactions":[)" + to(LOGGER) + "]}]," + place + "," + reader + "]"));
    };
    const auto before = R"([[{"value":"0x)" + std::string(64, '0') + R"("}]])";
    const auto after = R"([[{"value":"0x)" + std::string(64, '1') + R"("}]])";
    EXPECT_EQ(ask_slot(R"({"blockNumber":"0x1","transactionIndex":1})"), before);
    EXPECT_EQ(ask_slot(R"({"blockNumber":"0x1","transactionIndex":2})"), after);
    EXPECT_EQ(ask_slot(R"({"blockNumber":"0x1","transactionIndex":-1})"), after);
    EXPECT_EQ(ask_slot(R"({"blockNumber":"0x1"})"), after);
    EXPECT_EQ(test.error("eth_callMany", R"([[{}],{"blockNumber":"0x1","transactionIndex":9}])"),
              "-32000 transaction index 9 out of range for block " + to_hex(block.hash));
}

TEST_F(CallMany, refuses_what_is_no_bundle_and_too_many_calls) {
    EXPECT_EQ(test.error("eth_callMany", "[[]]"), "-32602 invalid argument 0: bundles are empty");
    EXPECT_EQ(test.error("eth_callMany", "[[1]]"),
              "-32602 invalid argument 0: a bundle is no object");
    std::string calls = "{}";
    for (int i = 0; i < 1'000; ++i) calls += ",{}";
    EXPECT_EQ(test.error("eth_callMany", R"([[{"transactions":[)" + calls + "]}]]"),
              "-32602 invalid argument 0: too many calls (max 1000)");
}

}  // namespace
}  // namespace dusk::eth
