// When blocks are begun and sealed, and on which L1 origin.
#include <gtest/gtest.h>

#include <dusk/node/sequencer/origin_selector.hpp>
#include <dusk/node/sequencer/sequencer.hpp>
#include <dusk/node/sources/testing.hpp>

namespace dusk::sequencer {
namespace {

using rollup::L1BlockRef;
using rollup::L2BlockRef;
using rollup::testing::hash_of;
using sources::FailureKind;
using sources::Outcome;
using sources::testing::FakeL1;

/// Accepts every block; remembers what was asked.
class FakeBuilding final : public BlockBuilding {
public:
    explicit FakeBuilding(const rollup::RollupConfig& config) {
        head.unsafe = {.ref = {.hash = config.genesis.l2.hash,
                               .number = 0,
                               .parent_hash = {},
                               .time = config.genesis.l2_time,
                               .l1_origin = config.genesis.l1},
                       .system_config = config.genesis.system_config};
    }
    Outcome<BuildingHead> building_head() override { return head; }
    Outcome<sources::PayloadId> start_block(const L2BlockRef&,
                                            const rollup::PayloadAttributes& attributes) override {
        started.push_back(attributes);
        return sources::PayloadId{};
    }
    Outcome<SealedBlock> seal_block(const L2BlockRef& parent, const sources::PayloadId&,
                                    std::uint64_t timestamp) override {
        if (seal_failure) return std::unexpected(*seal_failure);
        const auto txn = decode_transaction(started.back().transactions.front());
        const auto info = rollup::decode_l1_attributes(txn->data);
        head.unsafe.ref = {.hash = hash_of("sealed", parent.number + 1),
                           .number = parent.number + 1,
                           .parent_hash = parent.hash,
                           .time = timestamp,
                           .l1_origin = {.hash = info->block_hash, .number = info->number},
                           .sequence_number = info->sequence_number};
        blocks.push_back(head.unsafe.ref);
        return SealedBlock{.ref = head.unsafe.ref};
    }
    void request_reset(std::string) override { ++resets; }

    BuildingHead head;
    std::vector<rollup::PayloadAttributes> started;
    std::vector<L2BlockRef> blocks;
    std::optional<sources::Failure> seal_failure;
    int resets = 0;
};

struct SequencerTest : ::testing::Test {
    rollup::RollupConfig config = rollup::testing::config_through(OpFork::jovian);
    rollup::UpgradePayloads payloads;
    FakeL1 l1{config};
    FakeBuilding engine{config};
    ManualClock clock{config.genesis.l2_time * 1000};
    SequencerOptions options;

    Sequencer make() {
        return {{.config = config,
                 .payloads = payloads,
                 .l1 = l1,
                 .engine = engine,
                 .clock = clock,
                 .l1_head = [this] { return std::optional{l1.head()}; }},
                options};
    }
    /// Runs until `until_ms`, mining an L1 block whenever one is due.
    void run(Sequencer& sequencer, std::uint64_t until_ms) {
        while (clock.now_ms() < until_ms) {
            while (clock.now_s() >= l1.head().time + 10) l1.mine();
            const auto due = sequencer.step();
            if (due > clock.now_ms())
                clock.advance(Milliseconds{static_cast<std::int64_t>(due - clock.now_ms())});
        }
    }
};

TEST_F(SequencerTest, makes_a_block_every_block_time_on_the_newest_origin_that_time_allows) {
    auto sequencer = make();
    run(sequencer, (config.genesis.l2_time + 60) * 1000);
    ASSERT_GE(engine.blocks.size(), 29u);
    auto parent = L2BlockRef{.time = config.genesis.l2_time, .l1_origin = config.genesis.l1};
    for (const auto& block : engine.blocks) {
        EXPECT_EQ(block.time, parent.time + config.block_time);
        const auto origin = l1.at(block.l1_origin.number);
        EXPECT_EQ(origin.hash, block.l1_origin.hash);
        EXPECT_GE(block.time, origin.time);
        const bool same = block.l1_origin == parent.l1_origin;
        EXPECT_EQ(block.sequence_number, same ? parent.sequence_number + 1 : 0);
        if (!same) EXPECT_EQ(block.l1_origin.number, parent.l1_origin.number + 1);
        parent = block;
    }
    // Time 60: the newest L1 block may be seen only after its own time.
    EXPECT_GE(parent.l1_origin.number, config.genesis.l1.number + 5);
}

TEST_F(SequencerTest, seals_shortly_before_the_time_of_the_block) {
    auto sequencer = make();
    const auto seal_at = sequencer.step();
    EXPECT_EQ(seal_at, (config.genesis.l2_time + config.block_time) * 1000 - 50);
    EXPECT_EQ(sequencer.step(), seal_at);
    EXPECT_TRUE(engine.blocks.empty());
    clock.advance(Milliseconds{static_cast<std::int64_t>(seal_at - clock.now_ms())});
    sequencer.step();
    EXPECT_EQ(engine.blocks.size(), 1u);
    // The next begins at the time of its parent.
    EXPECT_EQ(sequencer.step(), (config.genesis.l2_time + config.block_time) * 1000);
}

TEST_F(SequencerTest, catches_up_at_once_when_late) {
    l1.mine_many(4);
    clock.advance(Milliseconds{40'000});
    auto sequencer = make();
    for (int i = 0; i < 40; ++i) sequencer.step();
    EXPECT_EQ(engine.blocks.size(), 20u);
    EXPECT_EQ(engine.blocks.back().time, config.genesis.l2_time + 40);
    EXPECT_EQ(engine.blocks.back().l1_origin.number, config.genesis.l1.number + 4);
}

TEST_F(SequencerTest, waits_for_confirmations_of_a_new_origin) {
    options.l1_confirmations = 2;
    l1.mine_many(3);
    clock.advance(Milliseconds{40'000});
    auto sequencer = make();
    for (int i = 0; i < 40; ++i) sequencer.step();
    EXPECT_EQ(engine.blocks.back().l1_origin.number, config.genesis.l1.number + 1);
}

TEST_F(SequencerTest, leaves_out_the_pool_past_the_drift_and_then_stops) {
    config.forks = OpForkSchedule::all_through(OpFork::ecotone);
    config.max_sequencer_drift = 20;
    clock.advance(Milliseconds{100'000});
    auto sequencer = make();
    for (int i = 0; i < 60; ++i) sequencer.step();
    // L1 stands still: blocks go on until the drift is used up.
    EXPECT_EQ(engine.blocks.size(), 10u);
    EXPECT_GT(sequencer.errors(), 0u);
    for (const auto& attributes : engine.started) EXPECT_FALSE(attributes.no_tx_pool);
    // The next L1 block is far behind L2 time: its epoch's blocks are empty.
    l1.mine();
    config.max_sequencer_drift = 5;
    sequencer.step();
    ASSERT_GT(engine.started.size(), 10u);
    EXPECT_TRUE(engine.started.back().no_tx_pool);
}

TEST_F(SequencerTest, asks_for_a_reset_when_l1_reorged_under_the_head) {
    l1.mine_many(2);
    clock.advance(Milliseconds{20'000});
    auto sequencer = make();
    for (int i = 0; i < 20; ++i) sequencer.step();
    ASSERT_EQ(engine.blocks.back().l1_origin.number, config.genesis.l1.number + 2);
    l1.drop_from(config.genesis.l1.number + 2);
    l1.mine_many(2);
    clock.advance(Milliseconds{10'000});
    sequencer.step();
    EXPECT_EQ(engine.resets, 1);
}

TEST_F(SequencerTest, stops_at_the_safe_lag) {
    options.max_safe_lag = 3;
    clock.advance(Milliseconds{40'000});
    auto sequencer = make();
    for (int i = 0; i < 40; ++i) sequencer.step();
    EXPECT_EQ(engine.blocks.size(), 3u);
    engine.head.safe_number = 2;
    for (int i = 0; i < 40; ++i) sequencer.step();
    EXPECT_EQ(engine.blocks.size(), 5u);
}

TEST_F(SequencerTest, begins_anew_when_the_head_moved_or_the_engine_forgot_the_block) {
    auto sequencer = make();
    clock.advance(Milliseconds{10'000});
    sequencer.step();
    engine.seal_failure = sources::Failure{FailureKind::not_found, "unknown payload"};
    sequencer.step();
    EXPECT_TRUE(engine.blocks.empty());
    engine.seal_failure.reset();
    sequencer.step();
    sequencer.step();
    EXPECT_EQ(engine.started.size(), 2u);
    EXPECT_EQ(engine.blocks.size(), 1u);
}

TEST_F(SequencerTest, starts_and_stops_by_hand) {
    options.active = false;
    auto sequencer = make();
    sequencer.step();
    EXPECT_TRUE(engine.started.empty());
    EXPECT_FALSE(sequencer.stop());
    EXPECT_FALSE(sequencer.start(hash_of("another", 1)));
    EXPECT_TRUE(sequencer.start(config.genesis.l2.hash));
    EXPECT_TRUE(sequencer.active());
    EXPECT_FALSE(sequencer.start(config.genesis.l2.hash));
    sequencer.step();
    EXPECT_EQ(engine.started.size(), 1u);
    EXPECT_EQ(*sequencer.stop(), config.genesis.l2.hash);
    EXPECT_FALSE(sequencer.active());
}

TEST_F(SequencerTest, rides_out_an_l1_that_is_away) {
    l1.mine();
    clock.advance(Milliseconds{20'000});
    auto sequencer = make();
    l1.set_down(true);
    for (int i = 0; i < 5; ++i) sequencer.step();
    EXPECT_TRUE(engine.started.empty());
    EXPECT_EQ(engine.resets, 0);
    l1.set_down(false);
    sequencer.step();
    EXPECT_EQ(engine.started.size(), 1u);
}

}  // namespace
}  // namespace dusk::sequencer
