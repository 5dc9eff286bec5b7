// Action tests: a sequencer and a batcher fill a small fake L1, a verifier derives from it, and
// both must come to the same chain of block hashes: in every mode, across forks, from every
// restart.
#include <gtest/gtest.h>

#include <dusk/core/rollup/pipeline_fixture.hpp>

namespace dusk::rollup {
namespace {

using namespace pipeline_testing;

struct Mode {
    OpFork fork;
    bool span;
    bool blobs;
    bool brotli;
};

class round_trip : public ::testing::TestWithParam<Mode> {};

TEST_P(round_trip, derives_the_sequenced_chain) {
    const auto mode = GetParam();
    const auto config = testing::config_through(mode.fork);
    Random random{42};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    std::size_t batched = 0;
    for (std::uint8_t round = 1; round <= 6; ++round) {
        sequencer.sequence_many(l1, random, 5);
        const auto last = sequencer.chain.size() - 1;
        const auto data =
            compress(channel_items(sequencer, batched + 1, last, mode.span), mode.brotli);
        batched = last;
        // Three frames: two in one transaction, the last in the next block.
        auto frames = *split_into_frames(channel_id(round), data, data.size() / 3 + 24);
        const std::vector<Frame> head(frames.begin(), frames.end() - 1);
        const std::vector<Frame> tail(frames.end() - 1, frames.end());
        for (const auto& part : {head, tail}) {
            const auto bytes = encode_batcher_data(part);
            l1.mine({mode.blobs ? l1.blob_txn({bytes}) : l1.inbox_txn(bytes)});
        }
    }
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    expect_same_chain(verifier.engine, sequencer, sequencer.chain.size());
    EXPECT_EQ(verifier.engine.chain.size(), sequencer.chain.size());
    EXPECT_EQ(verifier.pipeline.counters().dropped_batches, 0u);
    EXPECT_TRUE(verifier.derived.back().concluding);
}

INSTANTIATE_TEST_SUITE_P(pipeline, round_trip,
                         ::testing::Values(Mode{OpFork::bedrock, false, false, false},
                                           Mode{OpFork::canyon, false, false, false},
                                           Mode{OpFork::delta, true, false, false},
                                           Mode{OpFork::ecotone, true, true, false},
                                           Mode{OpFork::fjord, true, true, true},
                                           Mode{OpFork::granite, false, true, true},
                                           Mode{OpFork::holocene, true, true, true},
                                           Mode{OpFork::holocene, false, false, false},
                                           Mode{OpFork::isthmus, true, false, true},
                                           Mode{OpFork::jovian, true, true, true},
                                           Mode{OpFork::karst, false, true, true}));

TEST(pipeline, marks_a_span_batch_pending_until_its_last_block_before_holocene) {
    const auto config = testing::config_through(OpFork::fjord);
    Random random{1};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 3);
    l1.mine({l1.inbox_txn(encode_batcher_data(channel_frames(sequencer, 1, 3, 1)))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    ASSERT_EQ(verifier.derived.size(), 3u);
    EXPECT_FALSE(verifier.derived[0].concluding);
    EXPECT_FALSE(verifier.derived[1].concluding);
    EXPECT_TRUE(verifier.derived[2].concluding);
    EXPECT_EQ(verifier.derived[0].derived_from.number, 101u);
}

TEST(pipeline, comes_to_the_same_chain_from_every_restart) {
    for (const auto fork : {OpFork::fjord, OpFork::jovian}) {
        const auto config = testing::config_through(fork);
        Random random{10};
        FakeL1 l1{config};
        FakeEngine sequencer{config};
        for (std::uint8_t round = 0; round < 8; ++round) {
            sequencer.sequence_many(l1, random, 5);
            const auto last = sequencer.chain.size() - 1;
            const auto frames = channel_frames(sequencer, last - 4, last, round, true, 120);
            // The channel's frames are spread over two blocks.
            const auto half = frames.begin() + static_cast<std::ptrdiff_t>(frames.size() / 2);
            l1.mine({l1.inbox_txn(encode_batcher_data({frames.begin(), half}))},
                    {log_from_deposit(config.deposit_contract_address, user_deposit(round))});
            l1.mine({l1.inbox_txn(encode_batcher_data({half, frames.end()}))});
        }
        for (std::size_t safe = 1; safe < sequencer.chain.size(); ++safe) {
            Verifier verifier{config, l1};
            verifier.engine.chain.assign(
                sequencer.chain.begin(),
                sequencer.chain.begin() + static_cast<std::ptrdiff_t>(safe));
            verifier.engine.txns.assign(sequencer.txns.begin(),
                                        sequencer.txns.begin() + static_cast<std::ptrdiff_t>(safe));
            // The walk back that a node does.
            auto start = safe - 1;
            const auto& head = sequencer.chain[safe - 1].ref;
            while (pipeline_starts_earlier(
                config, sequencer.chain[start].ref,
                l1.at(sequencer.chain[start].ref.l1_origin.number).header.timestamp, head))
                --start;
            verifier.reset_to(sequencer.chain[start].ref.l1_origin.number,
                              sequencer.chain[start].system_config);
            ASSERT_TRUE(verifier.run()) << safe;
            ASSERT_EQ(verifier.engine.chain.size(), sequencer.chain.size()) << safe;
            expect_same_chain(verifier.engine, sequencer, sequencer.chain.size());
        }
    }
}

TEST(pipeline, derives_across_every_fork) {
    auto config = testing::config_through(OpFork::bedrock);
    config.forks = {};
    for (std::size_t i = 1; i < OP_FORK_COUNT - 1; ++i)
        config.forks.time[i] = config.genesis.l2_time + 15 * i;
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    // Code stands in for the published one: what matters here is that it is there.
    auto& payloads = const_cast<UpgradePayloads&>(sequencer.payloads);
    for (const auto& row : upgrade_payload_rows()) payloads.*row.member = {1};
    Random random{17};
    std::size_t batched = 0;
    for (std::uint8_t round = 0; round < 20; ++round) {
        for (int i = 0; i < 5; ++i) {
            const auto time = sequencer.head().ref.time + config.block_time;
            sequencer.sequence(l1, random, is_upgrade_block(config, time) ? 0 : random.below(3));
        }
        const auto last = sequencer.chain.size() - 1;
        const bool span = config.is_active(OpFork::ecotone, sequencer.chain[batched].ref.time);
        l1.mine({l1.inbox_txn(
            encode_batcher_data(channel_frames(sequencer, batched + 1, last, round, span)))});
        batched = last;
    }
    Verifier verifier{config, l1};
    const_cast<UpgradePayloads&>(verifier.engine.payloads) = payloads;
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.engine.chain.size(), sequencer.chain.size());
    EXPECT_EQ(verifier.pipeline.counters().dropped_batches, 0u);
    EXPECT_EQ(verifier.pipeline.counters().invalid_batches, 0u);
    expect_same_chain(verifier.engine, sequencer, sequencer.chain.size());
}

TEST(pipeline, refuses_data_that_was_not_asked_for) {
    const auto config = testing::config_through(OpFork::jovian);
    FakeL1 l1{config};
    l1.mine_empty(2);
    FakeEngine engine{config};
    Pipeline pipeline{config, engine.payloads, CRYPTO};
    EXPECT_EQ(pipeline.step(engine.head()).error().reason, PipelineReason::not_started);
    EXPECT_EQ(pipeline.provide_l1_block(l1.at(100)).error().reason, PipelineReason::not_started);
    pipeline.reset(l1_block_ref(l1.at(100)), config.genesis.system_config);
    EXPECT_EQ(pipeline.step(engine.head()),
              PipelineEvent{(NeedL1Block{.number = 100, .hash = l1.at(100).hash})});
    EXPECT_EQ(pipeline.provide_l1_block(l1.at(101)).error().reason, PipelineReason::wrong_l1_block);
    EXPECT_EQ(pipeline.provide_blobs({}).error().reason, PipelineReason::wrong_blobs);
    EXPECT_EQ(pipeline.provide_l2_block({}).error().reason, PipelineReason::wrong_l2_block);
    ASSERT_TRUE(pipeline.provide_l1_block(l1.at(100)));
    EXPECT_EQ(pipeline.provide_l1_block(l1.at(101)).error().reason, PipelineReason::wrong_l1_block);
    EXPECT_EQ(pipeline.step(engine.head()),
              (PipelineEvent{NeedL1Block{.number = 101, .hash = {}}}));
    EXPECT_EQ(pipeline.origin(), l1_block_ref(l1.at(100)));
}

}  // namespace
}  // namespace dusk::rollup
