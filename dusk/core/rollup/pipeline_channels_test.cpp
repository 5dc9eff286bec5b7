// The pipeline: frames and channels (OP specs, derivation.md#frame-queue, #channel-bank; Holocene).
#include <gtest/gtest.h>

#include <dusk/core/rollup/pipeline_fixture.hpp>

namespace dusk::rollup {
namespace {

using namespace pipeline_testing;

TEST(pipeline, reads_interleaved_and_late_frames_before_holocene) {
    const auto config = testing::config_through(OpFork::granite);
    Random random{2};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 4);
    const auto a = channel_frames(sequencer, 1, 2, 1, true, 60);
    const auto b = channel_frames(sequencer, 3, 4, 2, true, 60);
    ASSERT_GE(a.size(), 2u);
    ASSERT_GE(b.size(), 2u);
    std::vector<Frame> first;
    std::vector<Frame> second;
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        // The second channel is whole before the first, whose frames come backwards.
        if (i < b.size()) first.push_back(b[i]);
        if (i < a.size()) second.push_back(a[a.size() - 1 - i]);
    }
    first.push_back(second.back());
    second.pop_back();
    l1.mine({l1.inbox_txn(encode_batcher_data(first))});
    l1.mine({l1.inbox_txn(encode_batcher_data(second))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    expect_same_chain(verifier.engine, sequencer, 5);
}

TEST(pipeline, drops_frames_out_of_order_with_holocene) {
    const auto config = testing::config_through(OpFork::holocene);
    Random random{3};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 4);
    auto frames = channel_frames(sequencer, 1, 4, 1, true, 60);
    ASSERT_GE(frames.size(), 3u);
    auto shuffled = frames;
    std::swap(shuffled[0], shuffled[1]);
    l1.mine({l1.inbox_txn(encode_batcher_data(shuffled))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.engine.chain.size(), 1u);
    EXPECT_GT(verifier.pipeline.counters().dropped_frames, 0u);
    l1.mine({l1.inbox_txn(encode_batcher_data(frames))});
    ASSERT_TRUE(verifier.run());
    expect_same_chain(verifier.engine, sequencer, 5);
}

TEST(pipeline, passes_over_what_is_no_batcher_data) {
    const auto config = testing::config_through(OpFork::holocene);
    Random random{4};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 3);
    const auto good = encode_batcher_data(channel_frames(sequencer, 1, 3, 1));
    auto stranger = l1.inbox_txn(good);
    stranger.signature.r = to_u256(address_of(66));
    auto elsewhere = l1.inbox_txn(good);
    elsewhere.to = address_of(67);
    auto creation = l1.inbox_txn(good);
    creation.to.reset();
    auto foreign = l1.inbox_txn(good);
    foreign.chain_id = 5;
    l1.mine({stranger, elsewhere, creation, foreign, l1.inbox_txn(good, TxnType::set_code),
             l1.inbox_txn({}), l1.inbox_txn({0}), l1.inbox_txn({9, 9}), l1.inbox_txn({0, 1, 2}),
             l1.inbox_txn(encode_batcher_data(
                 {{.channel_id = channel_id(9), .number = 0, .data = {0x99}, .is_last = true}})),
             l1.inbox_txn(encode_batcher_data({{.channel_id = channel_id(9),
                                                .number = 0,
                                                .data = compress(channel_item(Bytes{7, 7}), false),
                                                .is_last = true}})),
             l1.inbox_txn(encode_batcher_data(
                 {{.channel_id = channel_id(9), .number = 0, .data = {}, .is_last = true}}))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.engine.chain.size(), 1u);
    EXPECT_EQ(verifier.pipeline.counters().batcher_transactions, 7u);
    EXPECT_EQ(verifier.pipeline.counters().invalid_batcher_data, 4u);
    EXPECT_EQ(verifier.pipeline.counters().invalid_channels, 2u);
    EXPECT_EQ(verifier.pipeline.counters().invalid_batches, 1u);
    // A blob that is no data stands beside one that is.
    auto txn = l1.blob_txn({good, good});
    l1.blobs[txn.blob_versioned_hashes[0]][1] = 9;
    l1.mine({txn});
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.pipeline.counters().invalid_blobs, 1u);
    expect_same_chain(verifier.engine, sequencer, 4);
}

TEST(pipeline, forgets_a_channel_that_timed_out) {
    for (const auto fork : {OpFork::fjord, OpFork::holocene}) {
        auto config = testing::config_through(fork);
        config.seq_window_size = 1000;
        Random random{5};
        FakeL1 l1{config};
        FakeEngine sequencer{config};
        sequencer.sequence_many(l1, random, 3);
        const auto frames = channel_frames(sequencer, 1, 3, 1, true, 80);
        ASSERT_GE(frames.size(), 2u);
        const std::vector<Frame> head(frames.begin(), frames.end() - 1);
        const std::vector<Frame> tail(frames.end() - 1, frames.end());
        const auto timeout = config.channel_timeout_at(config.genesis.l2_time);
        l1.mine({l1.inbox_txn(encode_batcher_data(head))});
        l1.mine_empty(timeout);
        l1.mine({l1.inbox_txn(encode_batcher_data(tail))});
        Verifier verifier{config, l1};
        ASSERT_TRUE(verifier.run());
        EXPECT_EQ(verifier.engine.chain.size(), 1u);
        EXPECT_EQ(verifier.pipeline.counters().channels_timed_out, 1u);
        // One block earlier is in time.
        l1.mine({l1.inbox_txn(encode_batcher_data(head))});
        l1.mine_empty(timeout - 1);
        l1.mine({l1.inbox_txn(encode_batcher_data(tail))});
        ASSERT_TRUE(verifier.run());
        expect_same_chain(verifier.engine, sequencer, 4);
    }
}

TEST(pipeline, goes_on_without_the_channel_of_a_refused_block) {
    const auto config = testing::config_through(OpFork::holocene);
    Random random{11};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    for (int i = 0; i < 3; ++i) sequencer.sequence(l1, random, 2);
    l1.mine({l1.inbox_txn(encode_batcher_data(channel_frames(sequencer, 1, 3, 1)))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run(2));
    auto event = verifier.pipeline.step(verifier.engine.head());
    while (event && std::holds_alternative<NeedL1Block>(*event)) {
        ASSERT_TRUE(
            verifier.pipeline.provide_l1_block(l1.at(std::get<NeedL1Block>(*event).number)));
        event = verifier.pipeline.step(verifier.engine.head());
    }
    ASSERT_TRUE(event);
    const auto& refused = std::get<DerivedAttributes>(*event);
    EXPECT_EQ(refused.attributes.transactions.size(), 3u);
    EXPECT_FALSE(has_only_deposits(refused.attributes));
    // The engine says INVALID: the block keeps its deposits, the channel goes.
    const auto replacement = deposits_only(refused.attributes);
    EXPECT_EQ(replacement.transactions.size(), 1u);
    EXPECT_EQ(replacement.gas_limit, refused.attributes.gas_limit);
    verifier.pipeline.flush_channel();
    verifier.engine.apply(replacement);
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.engine.chain.size(), 3u);
    EXPECT_NE(verifier.engine.chain[2].ref.hash, sequencer.chain[2].ref.hash);
}

TEST(pipeline, drops_the_rest_of_a_channel_with_its_first_bad_batch) {
    const auto config = testing::config_through(OpFork::holocene);
    Random random{13};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 4);
    const auto item = [&](std::size_t i, bool spoil) {
        auto batch = singular_batch_from(sequencer.chain[i].ref, sequencer.txns[i]);
        if (spoil) batch.epoch_hash[0] ^= 1;
        return channel_item(encode_batch(batch));
    };
    Bytes items = item(1, false);
    append(items, item(1, false));  // past: passed over
    append(items, item(2, false));
    append(items, item(3, true));
    append(items, item(3, false));
    l1.mine({l1.inbox_txn(encode_batcher_data(
        *split_into_frames(channel_id(1), compress(items, false), 1'000'000)))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.engine.chain.size(), 3u);
    EXPECT_EQ(verifier.pipeline.counters().past_batches, 1u);
    EXPECT_EQ(verifier.pipeline.counters().last_drop, BatchRule::epoch_hash);
    // The next channel is read.
    l1.mine({l1.inbox_txn(encode_batcher_data(channel_frames(sequencer, 3, 4, 2)))});
    ASSERT_TRUE(verifier.run());
    expect_same_chain(verifier.engine, sequencer, 5);
}

TEST(pipeline, forgets_unfinished_work_when_holocene_begins) {
    auto config = testing::config_through(OpFork::granite);
    config.forks.time[static_cast<std::size_t>(OpFork::holocene)] = config.genesis.l2_time + 20;
    Random random{16};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 3);
    const auto frames = channel_frames(sequencer, 1, 3, 1, true, 80);
    ASSERT_GE(frames.size(), 2u);
    const std::vector<Frame> head(frames.begin(), frames.end() - 1);
    const std::vector<Frame> tail(frames.end() - 1, frames.end());
    l1.mine({l1.inbox_txn(encode_batcher_data(head))});
    l1.mine({l1.inbox_txn(encode_batcher_data(tail))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.engine.chain.size(), 1u);
    // Sent again, it is derived, though its blocks are older than the fork.
    l1.mine({l1.inbox_txn(encode_batcher_data(frames))});
    ASSERT_TRUE(verifier.run());
    expect_same_chain(verifier.engine, sequencer, 4);
}

}  // namespace
}  // namespace dusk::rollup
