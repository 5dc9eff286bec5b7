#include <gtest/gtest.h>

#include <dusk/node/txmgr/testing.hpp>
#include <dusk/node/txmgr/txn_manager.hpp>

namespace dusk::txmgr {
namespace {

using namespace std::chrono_literals;
using testing::FakeL1;

const Address INBOX{{0xff, 0, 1}};

Hash32 secret(std::uint8_t last) {
    Hash32 out;
    out[31] = last;
    return out;
}

class TxnManagerTest : public ::testing::Test {
protected:
    TxnManagerConfig config{.chain_id = FakeL1::CHAIN_ID,
                            .num_confirmations = 1,
                            .resubmission_timeout = 10s,
                            .retry_interval = 1s,
                            .not_in_mempool_timeout = 30s,
                            .pending_max = 10};
    FakeL1 l1;
    ManualClock clock{1'000'000};
    EthereumKey key = *EthereumKey::from(secret(7));
    EthClient client{l1.url(), 2s};
    std::unique_ptr<TxnManager> manager;
    std::vector<TxnOutcome> outcomes;

    TxnManager& txns() {
        if (!manager) manager = std::make_unique<TxnManager>(config, key, client, clock);
        return *manager;
    }
    void submit(TxnCandidate candidate) {
        ASSERT_TRUE(txns().submit(std::move(candidate),
                                  [this](const TxnOutcome& out) { outcomes.push_back(out); }));
    }
    void submit_data(std::uint8_t tag) {
        submit({.to = INBOX, .data = {0, tag}, .gas_limit = data_gas(Bytes{0, tag})});
    }
    void submit_blob(std::uint8_t tag) {
        Bytes blob(kzg::BLOB_SIZE);
        blob[1] = tag;
        submit({.to = INBOX, .gas_limit = 21'000, .blobs = {blob}});
    }
    void poll_after(Milliseconds duration) {
        clock.advance(duration);
        txns().poll();
    }
    std::vector<std::uint8_t> mined_tags() const {
        std::vector<std::uint8_t> out;
        for (const auto& txn : l1.mined)
            if (!txn.received.txn.data.empty()) out.push_back(txn.received.txn.data[1]);
        return out;
    }
};

TEST(fees, are_tip_and_twice_the_base_fee) {
    const FeeRules rules{.min_tip = u256{1}, .min_base_fee = u256{1}, .min_blob_fee_cap = u256{1}};
    const auto fees =
        suggest_fees({.tip = u256{3}, .base_fee = u256{100}, .blob_base_fee = u256{7}}, rules);
    EXPECT_EQ(fees, (Fees{u256{3}, u256{203}, u256{14}}));
}

TEST(fees, bumps_satisfy_the_pools) {
    const FeeRules rules{};
    const FeeQuote quote{.tip = u256{1}, .base_fee = u256{1}, .blob_base_fee = u256{1}};
    const Fees before{u256{15}, u256{1001}, u256{5}};
    EXPECT_GE(bump_fees(before, quote, rules, false).fees.fee_cap, u256{1102});
    const Fees high{u256{2'000'000'001}, u256{20'000'000'001}, u256{3'000'000'000}};
    const auto plain = bump_fees(high, quote, rules, false).fees;
    EXPECT_EQ(plain, (Fees{u256{2'200'000'002}, u256{22'000'000'002}, u256{3'000'000'000}}));
    const auto blob = bump_fees(high, quote, rules, true).fees;
    EXPECT_EQ(blob, (Fees{u256{4'000'000'002}, u256{40'000'000'002}, u256{6'000'000'000}}));
}

TEST(fees, stop_at_the_limit) {
    const FeeRules rules{.limit_multiplier = 2, .limit_threshold = u256{10}};
    Fees fees = suggest_fees({}, rules);
    for (int i = 0; i < 100; ++i) fees = bump_fees(fees, {}, rules, false).fees;
    EXPECT_TRUE(bump_fees(fees, {}, rules, false).limited);
    EXPECT_LE(fees.fee_cap, suggest_fees({}, rules).fee_cap * u256{2});
}

TEST(publish_error, is_read_from_the_words_of_geth) {
    EXPECT_EQ(publish_error_kind("already known"), std::nullopt);
    EXPECT_EQ(publish_error_kind("nonce too low: next nonce 5, tx nonce 4"),
              PublishErrorKind::nonce_too_low);
    EXPECT_EQ(publish_error_kind("replacement transaction underpriced"),
              PublishErrorKind::replacement_underpriced);
    EXPECT_EQ(publish_error_kind("transaction underpriced: tip needed 1"),
              PublishErrorKind::underpriced);
    EXPECT_EQ(publish_error_kind("transaction gas price below minimum: gas tip cap 0"),
              PublishErrorKind::underpriced);
    EXPECT_EQ(publish_error_kind("address already reserved"), PublishErrorKind::already_reserved);
    EXPECT_EQ(publish_error_kind("insufficient funds for gas * price + value"),
              PublishErrorKind::insufficient_funds);
    EXPECT_EQ(publish_error_kind("txpool is full"), PublishErrorKind::other);
}

TEST(data_gas, follows_eip_7623) {
    EXPECT_EQ(data_gas({}), 21'000u);
    EXPECT_EQ(data_gas(Bytes{0, 1}), 21'000u + 50);
}

TEST(sidecar, network_form_holds_transaction_blobs_commitments_and_proofs) {
    const auto sidecar = make_sidecar({Bytes(kzg::BLOB_SIZE)});
    ASSERT_TRUE(sidecar);
    Transaction txn{.type = TxnType::blob, .chain_id = 1, .to = INBOX};
    txn.blob_versioned_hashes = sidecar->versioned_hashes;
    const auto bytes = encode_network_txn(txn, *sidecar);
    EXPECT_EQ(bytes[0], 3);
    auto list = rlp::ListReader::open(BytesView{bytes}.subspan(1));
    ASSERT_TRUE(list);
    ASSERT_TRUE(list->next_list());
    EXPECT_EQ(list->next_list()->next_string()->size(), kzg::BLOB_SIZE);
    EXPECT_EQ(list->next_list()->next_string()->size(), 48u);
    const auto proof = list->next_list()->next_fixed<48>();
    EXPECT_EQ(kzg::verify_blob_proof(sidecar->blobs[0], sidecar->commitments[0], *proof), true);
    EXPECT_TRUE(list->finish());
}

TEST_F(TxnManagerTest, sends_in_order_and_reports_after_enough_confirmations) {
    config.num_confirmations = 3;
    for (std::uint8_t tag = 1; tag <= 3; ++tag) submit_data(tag);
    txns().poll();
    l1.mine();
    EXPECT_EQ(mined_tags(), (std::vector<std::uint8_t>{1, 2, 3}));
    txns().poll();
    l1.mine_empty(1);
    txns().poll();
    EXPECT_TRUE(outcomes.empty());
    l1.mine_empty(1);
    txns().poll();
    ASSERT_EQ(outcomes.size(), 3u);
    for (const auto& outcome : outcomes) EXPECT_EQ(outcome->block_number, 101u);
    EXPECT_EQ(txns().pending_count(), 0u);
}

TEST_F(TxnManagerTest, refuses_more_than_pending_max) {
    config.pending_max = 1;
    submit_data(1);
    EXPECT_FALSE(txns().submit({.to = INBOX}, [](const TxnOutcome&) {}));
}

TEST_F(TxnManagerTest, raises_fees_after_the_resubmission_timeout) {
    submit_data(1);
    submit_blob(2);
    txns().poll();
    // One pool holds one kind only: the blob waits.
    ASSERT_EQ(l1.received.size(), 1u);
    const auto first = l1.received[0].txn;
    poll_after(5s);
    EXPECT_EQ(l1.received.size(), 1u);
    poll_after(5s);
    ASSERT_EQ(l1.received.size(), 2u);
    EXPECT_EQ(l1.received[1].txn.nonce, first.nonce);
    EXPECT_GE(l1.received[1].txn.max_fee_per_gas * u256{100}, first.max_fee_per_gas * u256{110});
    l1.mine();
    poll_after(1s);
    l1.mine();
    poll_after(1s);
    ASSERT_EQ(outcomes.size(), 2u);
    EXPECT_TRUE(outcomes[0] && outcomes[1]);
}

TEST_F(TxnManagerTest, doubles_fees_of_blob_transactions) {
    submit_blob(1);
    txns().poll();
    poll_after(10s);
    ASSERT_EQ(l1.received.size(), 2u);
    EXPECT_EQ(l1.received[1].txn.max_fee_per_blob_gas,
              l1.received[0].txn.max_fee_per_blob_gas * u256{2});
}

TEST_F(TxnManagerTest, finds_the_receipt_of_an_earlier_attempt) {
    submit_data(1);
    txns().poll();
    const auto first = l1.received[0];
    poll_after(10s);
    l1.pool[{key.address(), 0}] = first;  // the miner prefers the old one
    l1.mine();
    poll_after(1s);
    ASSERT_EQ(outcomes.size(), 1u);
    EXPECT_EQ(outcomes[0]->txn_hash, first.hash);
}

TEST_F(TxnManagerTest, outbids_a_transaction_of_an_earlier_life) {
    submit_data(1);
    txns().poll();
    manager.reset();
    submit_data(2);
    txns().poll();
    EXPECT_EQ(l1.received.size(), 1u);
    for (int i = 0; i < 3; ++i) poll_after(1s);
    ASSERT_EQ(l1.received.size(), 2u);
    l1.mine();
    poll_after(1s);
    ASSERT_EQ(outcomes.size(), 1u);
    EXPECT_EQ(mined_tags(), (std::vector<std::uint8_t>{2}));
}

TEST_F(TxnManagerTest, takes_another_nonce_where_an_earlier_life_used_it) {
    submit_data(1);
    l1.fault = [this](const testing::ReceivedTxn&) {
        l1.nonces[key.address()] = 1;  // mined between the two calls
        l1.fault = nullptr;
        return std::string{};
    };
    txns().poll();
    poll_after(1s);
    ASSERT_EQ(l1.received.size(), 1u);
    EXPECT_EQ(l1.received[0].txn.nonce, 1u);
}

TEST_F(TxnManagerTest, gives_up_when_somebody_else_takes_the_nonce_of_a_sent_transaction) {
    submit_data(1);
    txns().poll();
    l1.pool.clear();
    l1.nonces[key.address()] = 1;
    for (int i = 0; i < 25; ++i) poll_after(1s);
    ASSERT_EQ(outcomes.size(), 1u);
    ASSERT_FALSE(outcomes[0]);
    EXPECT_EQ(outcomes[0].error().kind, SendErrorKind::nonce_taken);
    submit_data(2);
    txns().poll();
    EXPECT_EQ(l1.received.back().txn.nonce, 1u);
}

TEST_F(TxnManagerTest, fails_what_l1_keeps_refusing_and_leaves_no_gap) {
    submit_data(1);
    submit_data(2);
    l1.fault = [](const testing::ReceivedTxn& txn) {
        return txn.txn.data[1] == 1 ? std::string{"odd transaction"} : std::string{};
    };
    for (int i = 0; i < 32; ++i) poll_after(1s);
    ASSERT_EQ(outcomes.size(), 1u);
    EXPECT_EQ(outcomes[0].error().kind, SendErrorKind::rejected);
    poll_after(1s);
    ASSERT_EQ(l1.received.size(), 1u);
    EXPECT_EQ(l1.received[0].txn.nonce, 0u);
}

TEST_F(TxnManagerTest, sends_again_what_a_reorg_took_out) {
    config.num_confirmations = 4;
    submit_data(1);
    txns().poll();
    l1.mine();
    txns().poll();
    l1.reorg(1);
    l1.pool.clear();
    poll_after(1s);
    EXPECT_EQ(l1.pool.size(), 1u);
    EXPECT_EQ(l1.received[1].hash, l1.received[0].hash);
    l1.mine();
    l1.mine_empty(3);
    poll_after(1s);
    ASSERT_EQ(outcomes.size(), 1u);
    EXPECT_TRUE(outcomes[0]);
}

TEST_F(TxnManagerTest, survives_an_l1_that_restarts_without_its_pool) {
    submit_data(1);
    txns().poll();
    l1.stop();
    poll_after(1s);
    poll_after(1s);
    l1.restart(false);
    poll_after(10s);
    EXPECT_EQ(l1.pool.size(), 1u);
    l1.mine();
    poll_after(1s);
    ASSERT_EQ(outcomes.size(), 1u);
    EXPECT_TRUE(outcomes[0]);
}

TEST_F(TxnManagerTest, waits_for_funds) {
    const auto funds = l1.balance;
    l1.balance = {};
    submit_data(1);
    for (int i = 0; i < 100; ++i) poll_after(1s);
    EXPECT_TRUE(outcomes.empty());
    l1.balance = funds;
    poll_after(1s);
    l1.mine();
    poll_after(1s);
    ASSERT_EQ(outcomes.size(), 1u);
    EXPECT_TRUE(outcomes[0]);
}

TEST_F(TxnManagerTest, clears_an_account_reserved_by_the_other_kind) {
    submit_blob(1);
    txns().poll();
    manager.reset();
    submit_data(2);
    for (int i = 0; i < 60 && l1.received.size() < 2; ++i) poll_after(1s);
    ASSERT_EQ(l1.received.size(), 2u);
    EXPECT_EQ(l1.received[1].txn.to, key.address());
    EXPECT_EQ(l1.received[1].txn.type, TxnType::blob);
    l1.mine();
    poll_after(1s);
    poll_after(1s);
    l1.mine();
    poll_after(1s);
    ASSERT_EQ(outcomes.size(), 1u);
    EXPECT_TRUE(outcomes[0]);
    EXPECT_EQ(mined_tags(), (std::vector<std::uint8_t>{2}));
}

TEST_F(TxnManagerTest, cancels_what_no_node_has_seen) {
    submit_data(1);
    txns().poll();
    submit_data(2);
    txns().cancel_unpublished();
    ASSERT_EQ(outcomes.size(), 1u);
    EXPECT_EQ(outcomes[0].error().kind, SendErrorKind::cancelled);
    EXPECT_EQ(txns().pending_count(), 1u);
}

TEST_F(TxnManagerTest, asks_for_gas_where_the_caller_does_not_know) {
    submit({.to = INBOX, .data = {1, 2, 3}});
    txns().poll();
    ASSERT_EQ(l1.received.size(), 1u);
    EXPECT_EQ(l1.received[0].txn.gas_limit, 50'000u);
}

}  // namespace
}  // namespace dusk::txmgr
