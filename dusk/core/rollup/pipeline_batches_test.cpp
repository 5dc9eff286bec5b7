// The pipeline: order, windows and overlaps of batches (OP specs, derivation.md#batch-queue;
// Holocene).
#include <gtest/gtest.h>

#include <dusk/core/rollup/pipeline_fixture.hpp>

namespace dusk::rollup {
namespace {

using namespace pipeline_testing;

TEST(pipeline, makes_empty_blocks_with_deposits_when_the_window_is_over) {
    for (const auto fork : {OpFork::bedrock, OpFork::fjord, OpFork::jovian}) {
        const auto config = testing::config_through(fork);
        FakeL1 l1{config};
        l1.mine({}, {log_from_deposit(config.deposit_contract_address, user_deposit(1)),
                     log_from_deposit(config.deposit_contract_address, user_deposit(2))});
        l1.mine_empty(config.seq_window_size - 1);
        Verifier verifier{config, l1};
        ASSERT_TRUE(verifier.run());
        // The window of epoch 100 ends with block 110: its blocks fill the time up to block 101.
        EXPECT_EQ(verifier.engine.chain.size(), 1u + 4u);
        l1.mine({});
        ASSERT_TRUE(verifier.run());
        EXPECT_EQ(verifier.engine.chain.size(), 1u + 9u);
        const auto& first = verifier.derived.at(4);
        EXPECT_EQ(first.attributes.timestamp, 10'010u);
        EXPECT_EQ(first.attributes.transactions.size(), 3u);
        EXPECT_TRUE(has_only_deposits(first.attributes));
        EXPECT_EQ(verifier.derived.at(5).attributes.transactions.size(), 1u);
        EXPECT_EQ(verifier.pipeline.counters().empty_batches, 9u);
    }
}

TEST(pipeline, drops_a_batch_that_came_after_its_window) {
    for (const auto fork : {OpFork::fjord, OpFork::holocene}) {
        const auto config = testing::config_through(fork);
        Random random{6};
        FakeL1 l1{config};
        FakeEngine sequencer{config};
        sequencer.sequence_many(l1, random, 2);
        l1.mine_empty(config.seq_window_size);
        l1.mine({l1.inbox_txn(encode_batcher_data(channel_frames(sequencer, 1, 2, 1)))});
        Verifier verifier{config, l1};
        ASSERT_TRUE(verifier.run());
        for (const auto& derived : verifier.derived)
            EXPECT_TRUE(has_only_deposits(derived.attributes));
    }
}

TEST(pipeline, sorts_batches_before_holocene_and_drops_gaps_with_it) {
    for (const auto fork : {OpFork::granite, OpFork::holocene}) {
        const auto config = testing::config_through(fork);
        Random random{12};
        FakeL1 l1{config};
        FakeEngine sequencer{config};
        sequencer.sequence_many(l1, random, 4);
        for (const bool span : {false, true}) {
            FakeL1 chain{config};
            chain.mine(
                {chain.inbox_txn(encode_batcher_data(channel_frames(sequencer, 3, 4, 1, span)))});
            chain.mine(
                {chain.inbox_txn(encode_batcher_data(channel_frames(sequencer, 1, 2, 2, span)))});
            Verifier verifier{config, chain};
            ASSERT_TRUE(verifier.run());
            const bool holocene = fork == OpFork::holocene;
            EXPECT_EQ(verifier.engine.chain.size(), holocene ? 3u : 5u);
            expect_same_chain(verifier.engine, sequencer, verifier.engine.chain.size());
            if (holocene)
                EXPECT_EQ(verifier.pipeline.counters().last_drop, BatchRule::timestamp_in_future);
        }
    }
}

// OP#22215: overlaps of every length, with the safe chain's content and with another.
TEST(pipeline, compares_every_block_of_an_overlap_with_the_safe_chain) {
    for (const auto fork : {OpFork::fjord, OpFork::holocene}) {
        const auto config = testing::config_through(fork);
        Random random{14};
        FakeL1 l1{config};
        FakeEngine sequencer{config};
        for (int i = 0; i < 8; ++i) sequencer.sequence(l1, random, 1);
        l1.mine({l1.inbox_txn(encode_batcher_data(channel_frames(sequencer, 1, 6, 1)))});
        for (std::size_t first = 1; first <= 7; ++first) {
            for (std::size_t spoilt = 0; spoilt <= 6; ++spoilt) {
                if (spoilt != 0 && spoilt < first) continue;
                FakeEngine claimed{config};
                claimed.chain = sequencer.chain;
                claimed.txns = sequencer.txns;
                if (spoilt != 0) claimed.txns[spoilt].pop_back();
                FakeL1 chain = l1;
                chain.mine(
                    {chain.inbox_txn(encode_batcher_data(channel_frames(claimed, first, 8, 2)))});
                Verifier verifier{config, chain};
                ASSERT_TRUE(verifier.run());
                EXPECT_EQ(verifier.engine.chain.size(), spoilt == 0 ? 9u : 7u)
                    << first << ' ' << spoilt;
                if (spoilt == 0) {
                    expect_same_chain(verifier.engine, sequencer, 9);
                    // The parent and the overlapped blocks, each once a check.
                    EXPECT_EQ(verifier.l2_blocks_asked > 0, first < 7);
                } else {
                    EXPECT_EQ(verifier.pipeline.counters().last_drop,
                              BatchRule::overlap_transactions);
                }
            }
        }
    }
}

TEST(pipeline, drops_an_overlap_that_starts_before_the_chain) {
    const auto config = testing::config_through(OpFork::holocene);
    Random random{15};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 3);
    SpanBatchBuilder builder{config.genesis.l2_time, config.l2_chain_id};
    for (std::size_t i = 1; i <= 3; ++i)
        ASSERT_TRUE(builder.append(sequencer.chain[i].ref, sequencer.txns[i]));
    auto raw = builder.raw();
    raw.relative_timestamp = 0;  // the genesis block's own time
    raw.origin_bits.push_back(false);
    raw.block_txn_counts.insert(raw.block_txn_counts.begin(), 0);
    const auto data = compress(channel_item(encode_batch(raw)), false);
    l1.mine(
        {l1.inbox_txn(encode_batcher_data(*split_into_frames(channel_id(1), data, 1'000'000)))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.engine.chain.size(), 1u);
    EXPECT_EQ(verifier.pipeline.counters().last_drop, BatchRule::no_parent_block);
}

}  // namespace
}  // namespace dusk::rollup
