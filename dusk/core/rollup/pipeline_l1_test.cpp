// The pipeline and L1: its configuration, deposits, reorgs, and what is read of a block (OP specs,
// derivation.md#l1-retrieval, #deriving-payload-attributes).
#include <gtest/gtest.h>

#include <dusk/core/rollup/pipeline_fixture.hpp>

namespace dusk::rollup {
namespace {

using namespace pipeline_testing;

TEST(pipeline, follows_the_system_configuration_of_l1) {
    const auto config = testing::config_through(OpFork::jovian);
    Random random{7};
    FakeL1 l1{config};
    const auto update = [&](ConfigUpdateType type, const u256& value) {
        return config_update_log(config.l1_system_config_address, type, to_hash32(value));
    };
    auto malformed = update(ConfigUpdateType::gas_limit, u256{1});
    malformed.data.pop_back();
    l1.mine({}, {update(ConfigUpdateType::gas_limit, u256{40'000'000}), malformed,
                 update(ConfigUpdateType::min_base_fee, u256{99}),
                 update(ConfigUpdateType::eip1559_params, (u256{100} << 32) | u256{4}),
                 update(ConfigUpdateType::operator_fee_params, u256{5}),
                 update(ConfigUpdateType::da_footprint_gas_scalar, u256{300})});
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 9);
    EXPECT_EQ(sequencer.chain[4].system_config.gas_limit, 30'000'000u);
    EXPECT_EQ(sequencer.chain[5].system_config.gas_limit, 40'000'000u);
    EXPECT_EQ(sequencer.chain[5].system_config.min_base_fee, 99u);
    EXPECT_EQ(sequencer.chain[5].system_config.eip1559_params, encode_eip1559_params(100, 4));
    EXPECT_EQ(sequencer.chain[5].system_config.da_footprint_gas_scalar, 300);

    // The new batcher counts from the very block that names it.
    const auto frames = channel_frames(sequencer, 1, 9, 1);
    const auto old_txn = l1.inbox_txn(encode_batcher_data(frames));
    auto new_txn = old_txn;
    new_txn.signature.r = to_u256(address_of(70));
    l1.mine({old_txn}, {update(ConfigUpdateType::batcher, to_u256(address_of(70)))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.engine.chain.size(), 1u);
    EXPECT_EQ(verifier.pipeline.counters().skipped_config_updates, 1u);
    EXPECT_EQ(verifier.pipeline.l1_system_config().batcher_addr, address_of(70));
    l1.mine({new_txn});
    ASSERT_TRUE(verifier.run());
    expect_same_chain(verifier.engine, sequencer, 10);
}

TEST(pipeline, stops_at_a_deposit_that_cannot_be_read) {
    const auto config = testing::config_through(OpFork::holocene);
    FakeL1 l1{config};
    auto log = log_from_deposit(config.deposit_contract_address, user_deposit(1));
    log.data.pop_back();
    l1.mine({}, {log});
    l1.mine_empty(20);
    Verifier verifier{config, l1};
    EXPECT_EQ(verifier.run(),
              std::unexpected(PipelineError{.kind = ErrorKind::critical,
                                            .reason = PipelineReason::bad_deposit_log}));
}

TEST(pipeline, asks_for_a_reset_when_l1_reorgs) {
    const auto config = testing::config_through(OpFork::jovian);
    Random random{8};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 3);
    l1.mine({l1.inbox_txn(encode_batcher_data(channel_frames(sequencer, 1, 3, 1)))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    expect_same_chain(verifier.engine, sequencer, 4);

    l1.blocks.resize(1);
    l1.salt = 7;
    FakeEngine other{config};
    Random other_random{9};
    other.sequence_many(l1, other_random, 4);
    l1.mine_empty(1);
    l1.mine({l1.inbox_txn(encode_batcher_data(channel_frames(other, 1, 4, 2)))});
    const auto reorg = std::unexpected(
        PipelineError{.kind = ErrorKind::reset, .reason = PipelineReason::l1_reorg});
    EXPECT_EQ(verifier.run(), reorg);
    EXPECT_EQ(verifier.run(), reorg);

    verifier.engine.chain.resize(1);
    verifier.engine.txns.resize(1);
    verifier.reset_to(config.genesis.l1.number, config.genesis.system_config);
    ASSERT_TRUE(verifier.run());
    expect_same_chain(verifier.engine, other, 5);
}

TEST(pipeline, asks_for_a_reset_when_the_start_block_is_gone) {
    const auto config = testing::config_through(OpFork::jovian);
    FakeL1 l1{config};
    Verifier verifier{config, l1};
    l1.blocks[0].hash = hash_of("another", 1);
    EXPECT_EQ(verifier.run(), std::unexpected(PipelineError{.kind = ErrorKind::reset,
                                                            .reason = PipelineReason::l1_reorg}));
}

// OP derivation.md#l1-retrieval; OP#19352.
TEST(l1_source, takes_batcher_transactions_of_the_allowed_types) {
    const auto config = testing::config_through(OpFork::ecotone);
    FakeL1 l1{config};
    const auto batcher = config.genesis.system_config.batcher_addr;
    const auto counts = [&](TxnType type) {
        auto txn = l1.inbox_txn({0, 1}, type);
        if (type == TxnType::deposit) txn.from = batcher;
        return is_batcher_transaction(txn, config, batcher, CRYPTO);
    };
    EXPECT_TRUE(counts(TxnType::legacy));
    EXPECT_TRUE(counts(TxnType::access_list));
    EXPECT_TRUE(counts(TxnType::dynamic_fee));
    EXPECT_TRUE(counts(TxnType::blob));
    EXPECT_FALSE(counts(TxnType::set_code));
    EXPECT_TRUE(counts(TxnType::deposit));
}

TEST(l1_source, counts_blobs_over_the_whole_block) {
    const auto config = testing::config_through(OpFork::ecotone);
    FakeL1 l1{config};
    auto stranger = l1.blob_txn({{1}, {2}});
    stranger.to = address_of(9);
    const auto blob = l1.blob_txn({{3}, {4}});
    L1BlockData block;
    block.header.timestamp = config.genesis.l2_time;
    block.transactions = {stranger, l1.inbox_txn({5}), blob};
    const auto batcher = config.genesis.system_config.batcher_addr;
    const std::vector<BatcherInput> expected{
        Bytes{5}, IndexedBlobHash{.index = 2, .hash = blob.blob_versioned_hashes[0]},
        IndexedBlobHash{.index = 3, .hash = blob.blob_versioned_hashes[1]}};
    EXPECT_EQ(batcher_inputs(block, config, batcher, CRYPTO), expected);
    // Before Ecotone a blob transaction's calldata counts, like any other's.
    const auto old = testing::config_through(OpFork::delta);
    const std::vector<BatcherInput> calldata{Bytes{5}, Bytes{0xde, 0xad}};
    EXPECT_EQ(batcher_inputs(block, old, batcher, CRYPTO), calldata);
}

}  // namespace
}  // namespace dusk::rollup
