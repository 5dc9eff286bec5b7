// The node as a whole, on its threads, and its JSON-RPC.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/rollup/output_root.hpp>
#include <dusk/node/driver/rollup_methods.hpp>
#include <dusk/node/driver/rollup_metrics.hpp>
#include <dusk/node/driver/world_fixture.hpp>
#include <dusk/platform/rpc/dispatcher.hpp>

namespace dusk::driver::testing {
namespace {

namespace json = boost::json;

/// Real time: blocks of one second, on an L1 that is mined by hand.
struct RollupNodeTest : ::testing::Test {
    rollup::RollupConfig config = make_config();
    rollup::UpgradePayloads payloads;
    FakeL1 l1{config};
    FakeEngine engine{config};
    FakeCrypto crypto;
    std::unique_ptr<SafeDb> safe_db = SafeDb::in_memory();

    static rollup::RollupConfig make_config() {
        auto out = rollup::testing::config_through(OpFork::jovian);
        out.block_time = 1;
        out.genesis.l2_time = system_clock().now_s() - 5;
        return out;
    }

    std::unique_ptr<RollupNode> make(std::optional<sequencer::SequencerOptions> sequencer) {
        return std::make_unique<RollupNode>(
            RollupNodeContext{.config = config,
                              .payloads = payloads,
                              .crypto = crypto,
                              .l1 = l1,
                              .blobs = l1,
                              .engine = engine,
                              .safe_db = safe_db.get(),
                              .clock = system_clock()},
            RollupNodeOptions{.sequencer = sequencer,
                              .l1_poll_interval = Milliseconds{10},
                              .l1_label_poll_interval = Milliseconds{10}});
    }

    static bool eventually(const std::function<bool()>& condition) {
        for (int i = 0; i < 500; ++i) {
            if (condition()) return true;
            system_clock().sleep(Milliseconds{10});
        }
        return false;
    }

    static json::value call(const rpc::MethodTable& table, const std::string& method,
                            const std::string& params = "[]") {
        const auto answer =
            json::parse(rpc::handle(table, R"({"jsonrpc":"2.0","id":1,"method":")" + method +
                                               R"(","params":)" + params + "}"));
        if (const auto* result = answer.as_object().if_contains("result")) return *result;
        return answer.at("error");
    }
};

TEST_F(RollupNodeTest, sequences_while_l1_and_engine_come_and_go) {
    l1.set_down(true);
    engine.set_down(true);
    auto node = make(sequencer::SequencerOptions{});
    node->start();
    EXPECT_TRUE(eventually([&] { return node->derivation_errors() >= 2; }));
    EXPECT_EQ(node->status().unsafe_l2.number, 0u);
    l1.set_down(false);
    engine.set_down(false);
    EXPECT_TRUE(eventually([&] { return node->status().unsafe_l2.number >= 5; }));
    EXPECT_FALSE(node->failure());
    node->stop();
    EXPECT_EQ(node->status().unsafe_l2.hash, engine.head());
}

TEST_F(RollupNodeTest, answers_as_op_node_does) {
    auto node = make(sequencer::SequencerOptions{});
    node->start();
    ASSERT_TRUE(eventually([&] { return node->status().unsafe_l2.number >= 3; }));
    const auto table = rollup_methods(*node, "v1", true);

    const auto status = call(table, "optimism_syncStatus");
    for (const auto* name : {"current_l1", "head_l1", "safe_l1", "finalized_l1", "unsafe_l2",
                             "safe_l2", "finalized_l2", "pending_safe_l2"})
        EXPECT_TRUE(status.as_object().contains(name)) << name;
    EXPECT_EQ(status.at("head_l1").at("number").as_int64(), 100);
    const auto& unsafe = status.at("unsafe_l2");
    EXPECT_TRUE(unsafe.at("l1origin").at("hash").is_string());
    EXPECT_TRUE(unsafe.at("sequenceNumber").is_int64());
    EXPECT_TRUE(unsafe.at("parentHash").is_string());
    EXPECT_TRUE(unsafe.at("timestamp").is_int64());

    const auto output = call(table, "optimism_outputAtBlock", R"(["0x2"])");
    const auto block = engine.at(2);
    const auto root =
        rollup::output_root({.state_root = block.payload.state_root,
                             .message_passer_storage_root = keccak256(block.payload.state_root),
                             .block_hash = block.payload.block_hash});
    EXPECT_EQ(output.at("outputRoot").as_string(), to_hex(root));
    EXPECT_EQ(output.at("version").as_string(), to_hex(Hash32{}));
    EXPECT_EQ(output.at("blockRef").at("number").as_int64(), 2);
    EXPECT_EQ(call(table, "optimism_outputAtBlock", R"(["0x999"])").at("code").as_int64(), -32000);

    EXPECT_EQ(call(table, "optimism_safeHeadAtL1Block", R"(["0x64"])")
                  .at("safeHead")
                  .at("number")
                  .as_int64(),
              0);
    EXPECT_TRUE(
        call(table, "optimism_safeHeadAtL1Block", R"(["0x65"])").as_object().contains("code"));
    EXPECT_EQ(call(table, "optimism_rollupConfig").at("l2_chain_id").as_int64(), 901);
    EXPECT_EQ(call(table, "optimism_version").as_string(), "v1");

    EXPECT_TRUE(call(table, "admin_sequencerActive").as_bool());
    const auto head = call(table, "admin_stopSequencer");
    EXPECT_EQ(head.as_string(), to_hex(engine.head()));
    EXPECT_FALSE(call(table, "admin_sequencerActive").as_bool());
    EXPECT_TRUE(call(table, "admin_startSequencer", json::serialize(json::array{head})).is_null());
    EXPECT_TRUE(call(table, "admin_sequencerActive").as_bool());
    EXPECT_TRUE(call(table, "admin_resetDerivationPipeline").is_null());
    EXPECT_TRUE(eventually([&] { return node->resets() >= 2; }));

    EXPECT_EQ(rollup_methods(*node, "v1", false).find("admin_stopSequencer"), nullptr);
    metrics::Registry registry;
    RollupMetrics{registry, "v1"}.update(*node);
    EXPECT_TRUE(
        registry.text().contains(R"(op_node_default_refs_number{layer="l1",type="l1_head"} 100)"));
    node->stop();
}

TEST_F(RollupNodeTest, says_why_it_stopped_by_itself) {
    config.genesis.l1.hash = hash_of("another L1", 0);
    auto node = make(std::nullopt);
    node->start();
    EXPECT_TRUE(eventually([&] { return node->failure().has_value(); }));
}

}  // namespace
}  // namespace dusk::driver::testing
