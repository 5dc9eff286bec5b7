// Action tests of derivation: what the engine is made to do by what is on L1.
#include <dusk/node/driver/world_fixture.hpp>

namespace dusk::driver::testing {
namespace {

using sources::FailureKind;

using DerivationTest = World;

TEST_F(DerivationTest, starts_at_genesis) {
    node->derive();
    EXPECT_TRUE(node->failures.empty());
    EXPECT_EQ(node->heads().unsafe.hash, config.genesis.l2.hash);
    EXPECT_EQ(node->heads().safe.hash, config.genesis.l2.hash);
    EXPECT_EQ(node->deriver.current_l1().hash, config.genesis.l1.hash);
}

TEST_F(DerivationTest, finds_the_sequencers_blocks_to_be_what_l1_says) {
    node->derive();
    engine.add_to_pool(pool_txn(1));
    l1.mine_many(2);
    sequence(*node, 12);
    const auto head = engine.head();
    submit(engine, 1, 10);
    node->derive();
    EXPECT_TRUE(node->failures.empty());
    EXPECT_EQ(engine.head(), head);
    EXPECT_EQ(node->heads().safe.number, 10u);
    EXPECT_EQ(engine.labels().safe, engine.at(10).payload.block_hash);
    EXPECT_EQ(node->heads().unsafe.number, 12u);
}

TEST_F(DerivationTest, a_verifier_derives_the_sequencers_chain_from_calldata_and_blobs) {
    node->derive();
    engine.add_to_pool(pool_txn(1));
    l1.mine_many(2);
    sequence(*node, 14);
    submit(engine, 1, 6);
    l1.mine({l1.blob_txn(batcher_data(engine, 7, 14))});
    FakeEngine second{config};
    auto verifier = make_node(second);
    verifier->derive();
    EXPECT_TRUE(verifier->failures.empty());
    EXPECT_EQ(second.head(), engine.head());
    EXPECT_EQ(verifier->heads().safe.number, 14u);
}

TEST_F(DerivationTest, replaces_unsafe_blocks_that_l1_contradicts) {
    node->derive();
    FakeEngine second{config};
    second.add_to_pool(pool_txn(2));
    auto other = make_node(second);
    other->derive();
    sequence(*node, 5);
    sequence(*other, 8);
    ASSERT_NE(engine.at(1).payload.block_hash, second.at(1).payload.block_hash);
    submit(engine, 1, 5);
    other->derive();
    EXPECT_EQ(second.head(), engine.at(5).payload.block_hash);
    EXPECT_EQ(other->heads().unsafe.number, 5u);
    EXPECT_EQ(other->heads().safe.number, 5u);
}

TEST_F(DerivationTest, puts_deposits_in_the_place_of_a_refused_batch_and_drops_its_channel) {
    node->derive();
    engine.add_to_pool(pool_txn(1));
    sequence(*node, 4);
    FakeEngine second{config};
    second.poison(pool_txn(1));
    auto verifier = make_node(second);
    submit(engine, 1, 4);
    verifier->derive();
    EXPECT_TRUE(verifier->failures.empty());
    // Block 1 has its L1 attributes only; blocks 2 to 4 went with the channel.
    EXPECT_EQ(verifier->heads().safe.number, 1u);
    EXPECT_EQ(second.at(1).payload.transactions.size(), 1u);
}

TEST_F(DerivationTest, drops_a_refused_batch_before_holocene) {
    config = rollup::testing::config_through(OpFork::granite);
    FakeL1 old_l1{config};
    FakeEngine first{config};
    first.add_to_pool(pool_txn(1));
    Node maker{config, payloads, old_l1, first, clock};
    maker.derive();
    sequence(maker, 2);
    FakeEngine second{config};
    second.poison(pool_txn(1));
    Node verifier{config, payloads, old_l1, second, clock};
    old_l1.mine({old_l1.inbox_txn(batcher_data(first, 1, 2))});
    verifier.derive();
    EXPECT_EQ(verifier.heads().safe.number, 0u);
    // When the sequencing window is over, the blocks come without transactions.
    old_l1.mine_many(config.seq_window_size + 2);
    verifier.derive();
    EXPECT_GT(verifier.heads().safe.number, 0u);
    EXPECT_EQ(second.at(1).payload.transactions.size(), 1u);
}

TEST_F(DerivationTest, stops_when_the_engine_refuses_deposits) {
    node->derive();
    sequence(*node, 1);
    FakeEngine second{config};
    second.poison(engine.at(1).payload.transactions.front());
    auto verifier = make_node(second);
    submit(engine, 1, 1);
    verifier->derive();
    ASSERT_FALSE(verifier->failures.empty());
    EXPECT_EQ(verifier->failures.back().kind, FailureKind::critical);
}

TEST_F(DerivationTest, makes_empty_blocks_when_the_sequencing_window_is_over) {
    node->derive();
    l1.mine_many(config.seq_window_size + 5);
    node->derive();
    EXPECT_TRUE(node->failures.empty());
    EXPECT_GT(node->heads().safe.number, 10u);
    EXPECT_EQ(node->heads().safe, node->heads().unsafe);
}

TEST_F(DerivationTest, reverts_to_what_a_reorged_l1_says) {
    node->derive();
    l1.mine();
    sequence(*node, 8);
    submit(engine, 1, 8);
    node->derive();
    ASSERT_EQ(node->heads().safe.number, 8u);
    const auto orphan = engine.head();
    // The origin of blocks 5 to 8 and the batches go.
    ASSERT_EQ(node->heads().unsafe.l1_origin.number, config.genesis.l1.number + 1);
    l1.drop_from(config.genesis.l1.number + 1);
    l1.mine_many(3);
    node->derive();
    EXPECT_NE(engine.head(), orphan);
    EXPECT_EQ(node->heads().unsafe.l1_origin.hash, config.genesis.l1.hash);
    EXPECT_EQ(node->heads().safe.number, 0u);
    // The sequencer goes on from what is left, and its batches count.
    sequence(*node, 6);
    const auto last = node->heads().unsafe.number;
    submit(engine, 1, last);
    node->derive();
    EXPECT_EQ(node->heads().safe.number, last);
    EXPECT_EQ(node->heads().unsafe.number, last);
}

TEST_F(DerivationTest, keeps_unsafe_blocks_whose_origin_l1_does_not_show_yet) {
    node->derive();
    l1.mine_many(2);
    sequence(*node, 12);
    ASSERT_EQ(node->heads().unsafe.l1_origin.number, config.genesis.l1.number + 2);
    // Another L1 node, which is behind.
    l1.drop_from(config.genesis.l1.number + 2);
    auto restarted = make_node(engine);
    restarted->derive();
    EXPECT_EQ(restarted->heads().unsafe.number, 12u);
}

TEST_F(DerivationTest, finalizes_what_was_derived_from_final_l1_blocks) {
    node->derive();
    l1.mine();
    sequence(*node, 8);
    submit(engine, 1, 3);
    const auto first_batch = l1.head();
    submit(engine, 4, 8);
    const auto second_batch = l1.head();
    node->derive();
    ASSERT_EQ(node->heads().safe.number, 8u);
    EXPECT_EQ(node->heads().finalized.number, 0u);
    node->l1_finalized = l1.at(first_batch.number - 1);
    node->derive();
    EXPECT_EQ(node->heads().finalized.number, 0u);
    node->l1_finalized = first_batch;
    node->derive();
    EXPECT_EQ(node->heads().finalized.number, 3u);
    EXPECT_EQ(engine.labels().finalized, engine.at(3).payload.block_hash);
    l1.mine_many(3);
    node->l1_finalized = l1.at(second_batch.number + 2);
    node->derive();
    EXPECT_EQ(node->heads().finalized.number, 8u);
}

TEST_F(DerivationTest, goes_on_after_a_restart_from_the_engines_labels) {
    node->derive();
    l1.mine();
    sequence(*node, 8);
    submit(engine, 1, 5);
    l1.mine_many(2);
    node->derive();
    node->l1_finalized = l1.head();
    node->derive();
    ASSERT_EQ(node->heads().finalized.number, 5u);
    auto restarted = make_node(engine);
    restarted->derive();
    EXPECT_EQ(restarted->heads().unsafe.number, 8u);
    EXPECT_EQ(restarted->heads().safe.number, 5u);
    EXPECT_EQ(restarted->heads().finalized.number, 5u);
    submit(engine, 6, 8);
    restarted->derive();
    EXPECT_TRUE(restarted->failures.empty());
    EXPECT_EQ(restarted->heads().safe.number, 8u);
}

TEST_F(DerivationTest, rereads_a_channel_that_began_before_the_restart) {
    node->derive();
    sequence(*node, 4);
    const auto data = batcher_data(engine, 1, 4);
    const auto frame = rollup::parse_frames(data)->front();
    const auto half = static_cast<std::ptrdiff_t>(frame.data.size() / 2);
    rollup::Frame head{frame.channel_id, 0, {frame.data.begin(), frame.data.begin() + half}, false};
    rollup::Frame tail{frame.channel_id, 1, {frame.data.begin() + half, frame.data.end()}, true};
    l1.mine({l1.inbox_txn(rollup::encode_batcher_data({head}))});
    node->derive();
    auto restarted = make_node(engine);
    l1.mine({l1.inbox_txn(rollup::encode_batcher_data({tail}))});
    restarted->derive();
    EXPECT_EQ(restarted->heads().safe.number, 4u);
}

TEST_F(DerivationTest, heals_when_the_engine_lost_blocks) {
    node->derive();
    sequence(*node, 6);
    engine.lose(2);
    clock.advance(Milliseconds{4'000});
    for (int i = 0; i < 4; ++i) node->sequencer.step();
    node->derive();
    EXPECT_EQ(node->heads().unsafe.number, 4u);
    sequence(*node, 2);
    EXPECT_EQ(node->heads().unsafe.number, 6u);
}

TEST_F(DerivationTest, rides_out_an_engine_and_an_l1_that_are_away) {
    node->derive();
    sequence(*node, 3);
    submit(engine, 1, 3);
    engine.set_down(true);
    node->derive();
    EXPECT_EQ(node->failures.back().kind, FailureKind::temporary);
    engine.set_down(false);
    l1.set_down(true);
    node->derive();
    EXPECT_EQ(node->failures.back().kind, FailureKind::temporary);
    l1.set_down(false);
    node->derive();
    EXPECT_EQ(node->heads().safe.number, 3u);
}

TEST_F(DerivationTest, refuses_an_engine_of_another_genesis) {
    auto other_config = config;
    other_config.genesis.system_config.gas_limit = 1;
    FakeEngine foreign{other_config};
    auto lost = make_node(foreign);
    lost->derive();
    ASSERT_FALSE(lost->failures.empty());
    EXPECT_EQ(lost->failures.back().kind, FailureKind::critical);
}

TEST_F(DerivationTest, refuses_an_l1_that_does_not_have_the_rollups_first_block) {
    config.genesis.l1.hash = hash_of("another L1", 0);
    node->derive();
    ASSERT_FALSE(node->failures.empty());
    EXPECT_EQ(node->failures.back().kind, FailureKind::critical);
}

TEST_F(DerivationTest, waits_for_blobs_that_are_missing_and_resets_if_l1_reorged_meanwhile) {
    node->derive();
    sequence(*node, 2);
    auto txn = l1.inbox_txn({}, TxnType::blob);
    txn.blob_versioned_hashes.push_back(hash_of("expired", 1));
    const auto number = l1.head().number + 1;
    l1.mine({txn});
    node->derive();
    EXPECT_EQ(node->failures.back().kind, FailureKind::temporary);
    l1.drop_from(number);
    submit(engine, 1, 2);
    node->derive();
    EXPECT_EQ(node->heads().safe.number, 2u);
}

TEST_F(DerivationTest, inserts_an_unsafe_payload_on_the_head_only) {
    node->derive();
    sequence(*node, 2);
    FakeEngine second{config};
    auto follower = make_node(second);
    follower->derive();
    EXPECT_FALSE(follower->controller.insert_unsafe(engine.at(2)));
    EXPECT_TRUE(follower->controller.insert_unsafe(engine.at(1)));
    EXPECT_TRUE(follower->controller.insert_unsafe(engine.at(2)));
    EXPECT_EQ(second.head(), engine.head());
    EXPECT_EQ(follower->heads().safe.number, 0u);
}

}  // namespace
}  // namespace dusk::driver::testing
