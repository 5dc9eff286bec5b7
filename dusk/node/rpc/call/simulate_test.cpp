// eth_simulateV1 on an OP chain; its semantics on Ethereum are tested by execution-apis' vectors.
#include <gtest/gtest.h>

#include <dusk/node/rpc/testing/test_chain.hpp>

namespace dusk::eth {
namespace {

std::string addressed(const Address& address) { return "\"" + to_hex(address) + "\""; }

TEST(rpc_simulate, chains_blocks_and_keeps_their_changes) {
    TestChain test;
    const auto head = test.add_block();
    const auto blocks = test.result("eth_simulateV1",
                                    R"([{"blockStateCalls":[
            {"calls":[{"to":)" + addressed(LOGGER) +
                                        R"(,"input":"0x)" + std::string(62, '0') +
                                        R"(2a"}]},
            {"calls":[{"to":)" + addressed(LOGGER) +
                                        R"(,"input":"0x"}]}]},"latest"])");
    ASSERT_EQ(blocks.as_array().size(), 2u);
    const auto& first = blocks.as_array()[0].as_object();
    const auto& second = blocks.as_array()[1].as_object();
    EXPECT_EQ(first.at("parentHash"), hex(head.hash));
    EXPECT_EQ(second.at("parentHash"), first.at("hash"));
    EXPECT_EQ(first.at("number"), "0x2");
    EXPECT_EQ(first.at("baseFeePerGas"), "0x0");
    EXPECT_NE(first.at("stateRoot"), second.at("stateRoot"));
    const auto& call = first.at("calls").as_array()[0].as_object();
    EXPECT_EQ(call.at("status"), "0x1");
    const auto& log = call.at("logs").as_array()[0].as_object();
    EXPECT_EQ(log.at("blockHash"), first.at("hash"));
    EXPECT_EQ(log.at("data"), hex(to_hash32(u256{42})));
}

TEST(rpc_simulate, shows_ether_that_moves_as_logs_if_asked) {
    TestChain test;
    const auto from = to_hex(test.key.address());
    const auto blocks = test.result(
        "eth_simulateV1", R"([{"traceTransfers":true,"blockStateCalls":[{"calls":[{"from":")" +
                              from + R"(","to":)" + addressed(READER) + R"(,"value":"0x5"}]}]}])");
    const auto& logs = blocks.as_array()[0].at("calls").as_array()[0].at("logs").as_array();
    ASSERT_EQ(logs.size(), 1u);
    EXPECT_EQ(logs[0].at("address"), "0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");
}

TEST(rpc_simulate, validates_nonces_and_fees_if_asked) {
    TestChain test;
    const auto from = to_hex(test.key.address());
    const auto ask = [&](const std::string& call) {
        return test.error("eth_simulateV1",
                          R"([{"validation":true,"blockStateCalls":[{"calls":[)" + call + "]}]}]");
    };
    EXPECT_TRUE(ask(R"({"from":")" + from + R"(","nonce":"0x5","maxFeePerGas":"0x77359400"})")
                    .starts_with("-38011 err: nonce too high"));
    EXPECT_TRUE(ask(R"({"from":")" + from + R"("})").starts_with("-38012 err: max fee per gas"));
}

TEST(rpc_simulate, has_limits) {
    TestChain test;
    EXPECT_EQ(test.error("eth_simulateV1", R"([{"blockStateCalls":[]}])"), "-32602 empty input");
    EXPECT_EQ(test.error("eth_simulateV1",
                         R"([{"blockStateCalls":[{"blockOverrides":{"number":"0x102"}}]}])"),
              "-38026 too many blocks");
    EXPECT_EQ(test.error("eth_simulateV1",
                         R"([{"blockStateCalls":[{"blockOverrides":{"number":"0x0"}}]}])"),
              "-38020 block numbers must be in order: 0 <= 0");
}

TEST(rpc_simulate, ends_when_its_time_is_over) {
    TestChain test({.gas_cap = 0, .evm_timeout = std::chrono::milliseconds(50)});
    // JUMPDEST PUSH0 JUMP
    const std::string loop = R"({")" + to_hex(READER) + R"(":{"code":"0x5b5f56"}})";
    const auto call = R"({"to":)" + addressed(READER) + R"(,"gas":"0xffffffffffff"})";
    EXPECT_EQ(test.error("eth_call", "[" + call + R"(,"latest",)" + loop + "]"),
              "-32000 execution aborted (timeout = 0.05s)");
}

TEST(rpc_simulate, ends_also_with_gas_that_would_run_out) {
    TestChain test({.gas_cap = 0, .evm_timeout = std::chrono::milliseconds(1)});
    const auto call = R"({"to":)" + addressed(READER) + R"(,"gas":"0x5f5e100"})";
    // JUMPDEST PUSH0 JUMP; the same in code that is too long to be translated at once.
    for (const std::size_t size : {3uz, 20'000uz}) {
        Bytes code{0x5b, 0x5f, 0x56};
        code.resize(size);
        const auto loop = R"({")" + to_hex(READER) + R"(":{"code":")" + to_hex(code) + R"("}})";
        EXPECT_EQ(test.error("eth_call", "[" + call + R"(,"latest",)" + loop + "]"),
                  "-32000 execution aborted (timeout = 0.001s)");
    }
}

}  // namespace
}  // namespace dusk::eth
