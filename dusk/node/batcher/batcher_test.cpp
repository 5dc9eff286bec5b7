#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include <dusk/node/batcher/admin_methods.hpp>
#include <dusk/node/batcher/batcher.hpp>
#include <dusk/node/batcher/testing.hpp>

namespace dusk::batcher {
namespace {

using namespace std::chrono_literals;
using testing::FakeL1;
using testing::FakeL2;

Hash32 secret() {
    Hash32 out;
    out[31] = 9;
    return out;
}

class BatcherTest : public ::testing::Test {
protected:
    BatcherConfig config{.channel = {.compression = {.quality = 9},
                                     .data_availability = DataAvailability::calldata,
                                     .max_channel_duration = 1},
                         .wait_node_sync = false};
    txmgr::TxnManagerConfig txn_config{.chain_id = FakeL1::CHAIN_ID,
                                       .num_confirmations = 1,
                                       .resubmission_timeout = 10s,
                                       .retry_interval = 1s,
                                       .not_in_mempool_timeout = 20s,
                                       .pending_max = 10};
    FakeL1 l1;
    FakeL2 l2{l1};
    ManualClock clock{1'000'000'000};
    RollupNode rollup_node{l2.rollup_url()};
    ExecutionNode execution{l2.execution_url()};
    txmgr::EthClient l1_client{l1.url(), 2s};
    std::unique_ptr<txmgr::TxnManager> txns;
    std::unique_ptr<Batcher> batcher;

    /// A new process: nothing of the last one is left.
    void start() {
        batcher.reset();
        txns = std::make_unique<txmgr::TxnManager>(txn_config, *EthereumKey::from(secret()),
                                                   l1_client, clock);
        batcher = std::make_unique<Batcher>(config, BatcherParts{.rollup = l2.config,
                                                                 .rollup_node = rollup_node,
                                                                 .execution = execution,
                                                                 .l1 = l1_client,
                                                                 .txns = *txns,
                                                                 .clock = clock});
    }
    void step() {
        if (!batcher) start();
        clock.advance(2s);
        while (batcher->step()) {
        }
    }
    /// L1 and derivation go on by a block.
    void round(std::size_t txns_max = 100) {
        step();
        l1.mine(txns_max);
        l2.derive();
    }
    void rounds(int count) {
        for (int i = 0; i < count; ++i) round();
    }
    std::uint64_t unsafe() const { return l2.chain.back().ref.number; }
};

TEST_F(BatcherTest, everything_sequenced_becomes_safe) {
    l2.sequence_many(10, 3, 200);
    rounds(4);
    EXPECT_EQ(l2.safe, 10u);
    EXPECT_EQ(l2.span_batches, 1u);
    l2.sequence_many(5);
    rounds(4);
    EXPECT_EQ(l2.safe, 15u);
    EXPECT_EQ(l2.foreign_batches, 0u);
    EXPECT_EQ(l1.mined.front().received.txn.to, l2.config.batch_inbox_address);
}

TEST_F(BatcherTest, singular_batches_and_zlib) {
    config.channel.batch_type = rollup::BatchType::singular;
    config.channel.compression = *compression_from_text("zlib");
    l2.sequence_many(10, 2);
    rounds(4);
    EXPECT_EQ(l2.safe, 10u);
    EXPECT_EQ(l2.singular_batches, 10u);
    EXPECT_EQ(l2.span_batches, 0u);
}

TEST_F(BatcherTest, blobs_carry_several_frames_in_one_transaction) {
    config.channel.data_availability = DataAvailability::blobs;
    config.channel.target_num_frames = 6;
    l2.sequence_many(30, 10, 1'000);
    rounds(4);
    EXPECT_EQ(l2.safe, 30u);
    ASSERT_EQ(l1.mined.size(), 1u);
    EXPECT_EQ(l1.mined[0].received.txn.type, TxnType::blob);
    EXPECT_GE(l1.mined[0].received.blobs.size(), 2u);
}

TEST_F(BatcherTest, channels_stay_open_for_their_duration) {
    config.channel.max_channel_duration = 5;
    for (int i = 0; i < 5; ++i) {
        l2.sequence();
        round();
        EXPECT_TRUE(l1.mined.empty());
    }
    rounds(2);
    EXPECT_EQ(l1.mined.size(), 1u);
    EXPECT_EQ(l2.safe, 5u);
    EXPECT_EQ(l2.channels_read, 1u);
}

TEST_F(BatcherTest, channels_without_duration_close_before_their_timeout) {
    config.channel.max_channel_duration = 0;
    config.channel.sub_safety_margin = 10;
    l2.sequence();
    rounds(40);
    EXPECT_TRUE(l1.mined.empty());
    rounds(2);
    EXPECT_EQ(l2.safe, 1u);
}

TEST_F(BatcherTest, large_data_goes_in_many_channels_strictly_in_order) {
    config.channel.max_l1_txn_size = 5'000;
    config.channel.target_num_frames = 3;
    txn_config.pending_max = 2;
    l2.sequence_many(100, 3, 400);
    for (int i = 0; i < 100 && l2.safe < 100; ++i) round(1);
    EXPECT_EQ(l2.safe, 100u);
    EXPECT_EQ(l2.foreign_batches, 0u);
    EXPECT_GE(l2.channels_read, 8u);
    for (const auto& txn : l1.mined) EXPECT_LE(txn.received.txn.data.size(), 5'000u);
}

TEST_F(BatcherTest, restart_begins_at_the_safe_head) {
    config.channel.max_l1_txn_size = 2'000;
    config.channel.target_num_frames = 4;
    l2.sequence_many(20, 2, 400);
    round(3);  // part of the data is on L1
    l1.pool.clear();
    start();
    for (int i = 0; i < 30 && l2.safe < 20; ++i) {
        if (i == 3) start();
        round(3);
    }
    EXPECT_EQ(l2.safe, 20u);
}

TEST_F(BatcherTest, waits_for_the_rollup_node_to_read_l1) {
    config.wait_node_sync = true;
    l2.sequence_many(3);
    step();
    l1.mine();
    step();
    EXPECT_TRUE(l1.received.empty());
    EXPECT_FALSE(batcher->health().ok);
    l2.derive();
    rounds(4);
    EXPECT_EQ(l2.safe, 3u);
    EXPECT_TRUE(batcher->health().ok);
}

TEST_F(BatcherTest, follows_a_reorg_of_l2) {
    config.channel.max_channel_duration = 3;
    l2.sequence_many(10);
    round();
    l2.reorg(4);
    l2.sequence_many(6, 2);
    rounds(10);
    EXPECT_EQ(l2.safe, unsafe());
    EXPECT_EQ(unsafe(), 12u);
}

TEST_F(BatcherTest, follows_a_reorg_of_l2_with_frames_on_their_way) {
    l2.sequence_many(10);
    step();
    l1.mine_empty(1);
    step();  // the channel is in the pool
    l2.reorg(4);
    l2.sequence_many(8, 2);
    rounds(10);
    EXPECT_EQ(l2.safe, unsafe());
}

TEST_F(BatcherTest, sends_again_when_the_safe_head_goes_back) {
    l2.sequence_many(10);
    rounds(4);
    ASSERT_EQ(l2.safe, 10u);
    l2.rewind_safe(4);
    rounds(6);
    EXPECT_EQ(l2.safe, 10u);
}

TEST_F(BatcherTest, sends_again_when_the_safe_head_does_not_follow) {
    l2.sequence_many(10);
    step();
    l1.mine_empty(1);
    step();
    l1.mine();
    l2.derive();
    ASSERT_EQ(l2.safe, 10u);
    l2.rewind_safe(0);  // as if derivation had dropped the channel
    rounds(8);
    EXPECT_EQ(l2.safe, 10u);
}

TEST_F(BatcherTest, a_failed_transaction_takes_the_channels_behind_it_along) {
    config.channel.max_l1_txn_size = 2'000;
    config.channel.target_num_frames = 2;
    l2.sequence_many(20, 2, 400);
    step();
    l1.mine_empty(1);
    step();
    ASSERT_GE(l1.pool.size(), 6u);
    // Somebody takes the nonce of the second one; the others of the pool are mined behind it.
    const auto place = std::next(l1.pool.begin(), 1)->first;
    l1.pool.erase(place);
    l1.mine();
    l1.nonces[place.first] = place.second + 1;
    l1.mine();
    l2.derive();
    EXPECT_LT(l2.safe, 20u);
    rounds(30);
    EXPECT_EQ(l2.safe, 20u);
}

TEST_F(BatcherTest, funds_run_out_in_the_middle_of_a_channel_and_return) {
    config.channel.max_l1_txn_size = 2'000;
    config.channel.target_num_frames = 8;
    txn_config.pending_max = 1;
    l2.sequence_many(10, 2, 400);
    step();
    l1.mine_empty(1);
    step();
    l1.mine();
    const auto funds = std::exchange(l1.balance, u256{});
    // Longer than the channel's timeout.
    rounds(60);
    EXPECT_EQ(l2.safe, 0u);
    EXPECT_EQ(l1.mined.size(), 1u);
    l1.balance = funds;
    rounds(30);
    EXPECT_EQ(l2.safe, 10u);
}

TEST_F(BatcherTest, survives_outages_of_l1) {
    l2.sequence_many(5);
    step();
    l1.stop();
    for (int i = 0; i < 3; ++i) step();
    EXPECT_FALSE(batcher->health().ok);
    l1.restart(false);
    rounds(10);
    EXPECT_EQ(l2.safe, 5u);
}

TEST_F(BatcherTest, switches_from_blobs_to_calldata_with_transactions_in_the_pool) {
    config.channel.data_availability = DataAvailability::blobs;
    l2.sequence_many(5);
    step();
    l1.mine_empty(1);
    step();
    ASSERT_EQ(l1.pool.size(), 1u);
    config.channel.data_availability = DataAvailability::calldata;
    start();
    for (int i = 0; i < 20; ++i) {
        l2.sequence();
        step();
        if (i % 5 == 4) l1.mine();
        l2.derive();
    }
    rounds(10);
    EXPECT_EQ(l2.safe, unsafe());
    EXPECT_EQ(l1.mined.back().received.txn.type, TxnType::dynamic_fee);
}

TEST_F(BatcherTest, automatic_choice_follows_the_prices_and_never_mixes_kinds) {
    config.channel.data_availability = DataAvailability::automatic;
    for (int i = 0; i < 40; ++i) {
        l1.blob_base_fee = i / 10 % 2 == 0 ? u256{1} : u256{1'000'000'000'000};
        l2.sequence();
        step();
        if (i % 3 == 0) l1.mine(1);
        l2.derive();
    }
    l1.blob_base_fee = u256{1};
    rounds(30);
    EXPECT_EQ(l2.safe, unsafe());
    const auto count = [&](TxnType type) {
        return std::ranges::count_if(
            l1.mined, [&](const auto& txn) { return txn.received.txn.type == type; });
    };
    EXPECT_GT(count(TxnType::blob), 0);
    EXPECT_GT(count(TxnType::dynamic_fee), 0);
}

TEST_F(BatcherTest, a_backlog_of_ten_thousand_small_blocks) {
    config.channel.compression = {.quality = 10};
    l2.sequence_many(10'000, 1, 20);
    const auto started = std::chrono::steady_clock::now();
    for (int i = 0; i < 60 && l2.safe < 10'000; ++i) round();
    const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started);
    EXPECT_EQ(l2.safe, 10'000u);
    EXPECT_EQ(l2.foreign_batches, 0u);
    EXPECT_EQ(l2.block_calls, 10'000u);
    // Full channels, not one for each block of L1 (OP#18327).
    EXPECT_LE(l2.channels_read, 15u);
    RecordProperty("seconds", std::to_string(seconds.count()));
}

TEST_F(BatcherTest, throttles_the_sequencer_while_data_waits) {
    config.throttle.threshold = 5'000;
    step();
    EXPECT_EQ(l2.max_da_size, (std::pair<std::uint64_t, std::uint64_t>{0, 130'000}));
    l1.balance = {};
    txn_config.pending_max = 1;
    config.channel.max_channel_duration = 100;
    start();
    l2.sequence_many(10, 1, 1'000);
    rounds(2);
    EXPECT_EQ(l2.max_da_size, (std::pair<std::uint64_t, std::uint64_t>{5'000, 21'000}));
    ASSERT_TRUE(batcher->request_flush());
    l1.balance = u256{0, 0, 1, 0};
    rounds(5);
    EXPECT_EQ(l2.safe, 10u);
    EXPECT_EQ(l2.max_da_size, (std::pair<std::uint64_t, std::uint64_t>{0, 130'000}));
}

TEST_F(BatcherTest, admin_methods_flush_stop_and_start) {
    config.stopped = true;
    config.channel.max_channel_duration = 1'000;
    l2.sequence_many(3);
    rounds(3);
    EXPECT_TRUE(l1.mined.empty());
    rpc::MethodTable table;
    add_admin_methods(table, *batcher);
    const auto call = [&](const char* method) {
        rpc::CallContext context{.deadline = std::chrono::steady_clock::now() + 5s};
        return table.find(method)->handler({}, context);
    };
    EXPECT_FALSE(call("admin_stopBatcher"));
    EXPECT_FALSE(call("admin_flushBatcher"));
    ASSERT_TRUE(call("admin_startBatcher"));
    round();
    EXPECT_FALSE(call("admin_startBatcher"));
    ASSERT_TRUE(call("admin_flushBatcher"));
    rounds(3);
    EXPECT_EQ(l2.safe, 3u);

    l2.sequence_many(4);
    round();
    std::atomic<bool> answered = false;
    std::thread stopper([&] {
        EXPECT_TRUE(call("admin_stopBatcher"));
        answered = true;
    });
    while (!answered) round();
    stopper.join();
    EXPECT_EQ(batcher->state(), Batcher::State::stopped);
    EXPECT_EQ(l2.safe, 7u);
}

TEST_F(BatcherTest, draining_gives_up_after_its_timeout) {
    config.drain_timeout = 20s;
    l2.sequence_many(3);
    step();
    l1.balance = {};
    ASSERT_TRUE(batcher->request_stop());
    for (int i = 0; i < 15; ++i) step();
    EXPECT_EQ(batcher->state(), Batcher::State::stopped);
}

TEST(rollup_node, gives_the_configuration) {
    FakeL1 l1;
    FakeL2 l2{l1};
    RollupNode node{l2.rollup_url()};
    const auto config = node.config();
    ASSERT_TRUE(config) << config.error();
    EXPECT_EQ(config->batch_inbox_address, l2.config.batch_inbox_address);
    EXPECT_EQ(config->l2_chain_id, l2.config.l2_chain_id);
}

TEST(sync_status, names_what_is_missing) {
    const auto status =
        sync_status_from_json(boost::json::object{{"current_l1", boost::json::object{}}});
    ASSERT_FALSE(status);
    EXPECT_NE(status.error().find("current_l1.hash"), std::string::npos);
}

}  // namespace
}  // namespace dusk::batcher
