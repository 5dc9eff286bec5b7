#include <gtest/gtest.h>

#include "tests/support/chain_source.hpp"
#include <dusk/adapter/follower.hpp>
#include <dusk/adapter/relay.hpp>
#include <dusk/platform/crypto/kzg.hpp>

namespace dusk::adapter {
namespace {

using test::ethereum_key;
using test::plain_txn;
using test::sign;

/// Network form of a type-3 transaction with `count` blobs.
struct BlobTxn {
    Transaction txn;
    std::vector<Bytes> blobs;
    std::vector<kzg::Commitment> commitments;
    std::vector<kzg::Proof> proofs;

    Bytes network(bool with_cells = false) const {
        const auto list = [](const auto& items) {
            Bytes payload;
            for (const auto& item : items) rlp::encode(payload, BytesView{item});
            return rlp::encode_list(payload);
        };
        Bytes payload = to_bytes(BytesView{encode_transaction(txn)}.subspan(1));
        if (with_cells) rlp::encode(payload, std::uint64_t{1});
        append(payload, list(blobs));
        append(payload, list(commitments));
        append(payload, with_cells ? list(std::vector<kzg::Proof>(blobs.size() * 128, proofs[0]))
                                   : list(proofs));
        Bytes out{3};
        append(out, rlp::encode_list(payload));
        return out;
    }
};

BlobTxn blob_txn(std::uint64_t nonce, std::size_t count, const EthereumKey& key) {
    BlobTxn out{.txn = plain_txn(nonce, ethereum_key(9).address()),
                .blobs = {},
                .commitments = {},
                .proofs = {}};
    out.txn.type = TxnType::blob;
    out.txn.max_fee_per_blob_gas = u256{1'000'000'000};
    for (std::size_t i = 0; i < count; ++i) {
        Bytes blob(kzg::BLOB_SIZE, 0);
        blob[1] = static_cast<std::uint8_t>(i + 1 + nonce);
        const auto commitment = *kzg::blob_to_commitment(blob);
        out.proofs.push_back(*kzg::compute_blob_proof(blob, commitment));
        out.commitments.push_back(commitment);
        out.txn.blob_versioned_hashes.push_back(kzg::versioned_hash(commitment));
        out.blobs.push_back(std::move(blob));
    }
    out.txn = sign(out.txn, key);
    return out;
}

class RelayTest : public testing::Test {
protected:
    EthereumKey key = ethereum_key(1);
    EthereumKey other = ethereum_key(2);
    Address nobody = ethereum_key(9).address();
    BlsSecretKey relayer = test::relayer_key();
    test::ChainSource source{genesis()};
    std::unique_ptr<ViewStore> store = *ViewStore::open("");
    RelayConfig config{.l1_chain_id = test::L1_CHAIN_ID,
                       .dusk_chain_id = settlement::LOCAL_CHAIN_ID,
                       .patience_steps = 2};
    std::unique_ptr<Relay> relay = make_relay();
    FollowerConfig follow{.view = {.l1_chain_id = test::L1_CHAIN_ID}, .first_height = 1};
    Follower follower{follow, source, *store, native_crypto()};

    settlement::GenesisConfig genesis() const {
        auto out = test::BridgeChain::genesis(key);
        out.bridge->credits.push_back({other.address(), 100'000'000'000});
        return out;
    }
    std::unique_ptr<Relay> make_relay() {
        return std::make_unique<Relay>(config, relayer, source, *store, native_crypto());
    }
    std::string submit(const Transaction& txn) {
        const auto hash = relay->submit(encode_transaction(txn));
        return hash ? "" : hash.error();
    }
    void round() {
        EXPECT_TRUE(relay->step());
        source.mine();
        EXPECT_TRUE(follower.step());
    }
    bool included(const Transaction& txn) const {
        return store->find_txn(transaction_hash(txn)).has_value();
    }
};

TEST_F(RelayTest, carries_transactions_of_every_type) {
    std::vector<Transaction> txns;
    for (const auto type :
         {TxnType::legacy, TxnType::access_list, TxnType::dynamic_fee, TxnType::set_code}) {
        auto txn = plain_txn(txns.size(), nobody);
        txn.type = type;
        if (type <= TxnType::access_list) txn.max_priority_fee_per_gas = txn.max_fee_per_gas;
        if (type == TxnType::set_code) txn.authorization_list.resize(1);
        txns.push_back(sign(txn, key));
        EXPECT_EQ(submit(txns.back()), "");
    }
    const auto blobs = blob_txn(4, 2, key);
    EXPECT_TRUE(relay->submit(blobs.network()));
    txns.push_back(blobs.txn);
    EXPECT_EQ(relay->pending_nonce(key.address()), 5u);
    round();
    for (const auto& txn : txns) EXPECT_TRUE(included(txn)) << static_cast<int>(txn.type);
    EXPECT_TRUE(store->blob(blobs.txn.blob_versioned_hashes[1]));
    EXPECT_EQ(relay->size(), 5u);  // until they are final
    for (int i = 0; i < 3; ++i) round();
    EXPECT_EQ(relay->size(), 0u);
}

TEST_F(RelayTest, says_what_geth_says) {
    ASSERT_EQ(submit(sign(plain_txn(0, nobody), key)), "");
    EXPECT_EQ(submit(sign(plain_txn(0, nobody), key)), "already known");
    EXPECT_EQ(submit(sign(plain_txn(0, nobody, u256{1}), key)),
              "replacement transaction underpriced");
    EXPECT_TRUE(submit(sign(plain_txn(1, nobody, u256{1} << 90), key))
                    .starts_with("insufficient funds for gas * price + value"));
    EXPECT_TRUE(submit(sign(plain_txn(0, nobody), ethereum_key(7)))
                    .starts_with("insufficient funds for gas * price + value"));
    round();
    EXPECT_EQ(submit(sign(plain_txn(0, nobody), key)), "already known");
    EXPECT_TRUE(submit(sign(plain_txn(0, nobody, u256{9}), key)).starts_with("nonce too low"));
    const auto refused = [&](auto change) {
        auto txn = plain_txn(1, nobody);
        change(txn);
        return submit(sign(txn, key));
    };
    EXPECT_TRUE(refused([](auto& txn) { txn.chain_id = 1; }).find("invalid chain id") !=
                std::string::npos);
    EXPECT_TRUE(
        refused([](auto& txn) { txn.gas_limit = 20'000; }).starts_with("intrinsic gas too low"));
    EXPECT_NE(refused([](auto& txn) { txn.to.reset(); }), "");
    EXPECT_TRUE(refused([](auto& txn) { txn.nonce = 500; }).starts_with("nonce too high"));
    EXPECT_EQ(refused([](auto& txn) { txn.data.resize(70'000); }), "oversized data");
    EXPECT_FALSE(relay->submit({}));
    EXPECT_EQ(relay->submit(Bytes{0x7e, 0xc0}).error(), "transaction type not supported");
}

TEST_F(RelayTest, a_better_fee_replaces_what_waits) {
    const auto cheap = sign(plain_txn(0, nobody, u256{1}), key);
    auto better = plain_txn(0, nobody, u256{2});
    better.max_fee_per_gas = u256{6'000'000'000};
    better.max_priority_fee_per_gas = u256{1'100'000'000};
    better = sign(better, key);
    ASSERT_EQ(submit(cheap), "");
    ASSERT_EQ(submit(better), "");
    round();
    EXPECT_FALSE(included(cheap));
    EXPECT_TRUE(included(better));
}

TEST_F(RelayTest, later_nonces_wait_for_earlier_ones) {
    ASSERT_EQ(submit(sign(plain_txn(1, nobody), key)), "");
    ASSERT_EQ(submit(sign(plain_txn(0, nobody), other)), "");
    EXPECT_EQ(relay->pending_nonce(key.address()), 0u);
    round();
    EXPECT_FALSE(included(sign(plain_txn(1, nobody), key)));
    EXPECT_TRUE(included(sign(plain_txn(0, nobody), other)));
    ASSERT_EQ(submit(sign(plain_txn(0, nobody), key)), "");
    EXPECT_EQ(relay->pending_nonce(key.address()), 2u);
    round();
    EXPECT_TRUE(included(sign(plain_txn(1, nobody), key)));
}

TEST_F(RelayTest, what_was_acknowledged_survives_a_restart) {
    const auto txn = sign(plain_txn(0, nobody), key);
    const auto blobs = blob_txn(1, 1, key);
    ASSERT_EQ(submit(txn), "");
    ASSERT_TRUE(relay->submit(blobs.network()));
    relay = make_relay();
    EXPECT_EQ(relay->size(), 2u);
    round();
    EXPECT_TRUE(included(txn));
    EXPECT_TRUE(included(blobs.txn));
    EXPECT_TRUE(store->blob(blobs.txn.blob_versioned_hashes[0]));
}

TEST_F(RelayTest, resends_what_a_reorg_or_the_mempool_lost) {
    const auto txn = sign(plain_txn(0, nobody), key);
    ASSERT_EQ(submit(txn), "");
    ASSERT_TRUE(relay->step());
    source.drop_waiting();
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(relay->step());
    source.mine(100);
    ASSERT_TRUE(follower.step());
    ASSERT_TRUE(included(txn));

    source.revert(1);
    source.mine(100);
    ASSERT_TRUE(follower.step());
    EXPECT_FALSE(included(txn));
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(relay->step());
    source.mine(100);
    ASSERT_TRUE(follower.step());
    EXPECT_TRUE(included(txn));
}

TEST_F(RelayTest, keeps_everything_while_duskds_is_away) {
    const auto txn = sign(plain_txn(0, nobody), key);
    ASSERT_EQ(submit(txn), "");
    source.set_away(true);
    EXPECT_FALSE(relay->step());
    EXPECT_FALSE(follower.step());
    EXPECT_FALSE(relay->submit(encode_transaction(sign(plain_txn(1, nobody), key))));
    source.set_away(false);
    round();
    EXPECT_TRUE(included(txn));
}

TEST_F(RelayTest, blobs_are_checked_before_they_are_taken) {
    const auto good = blob_txn(0, 2, key);
    EXPECT_EQ(relay->submit(encode_transaction(good.txn)).error(),
              "missing sidecar in blob transaction");
    auto bad = good;
    bad.blobs[1][5] = 1;
    EXPECT_TRUE(relay->submit(bad.network()).error().starts_with("invalid blob"));
    bad = good;
    std::swap(bad.commitments[0], bad.commitments[1]);
    EXPECT_EQ(relay->submit(bad.network()).error(), "blob hash mismatch");
    bad = good;
    bad.blobs.pop_back();
    EXPECT_FALSE(relay->submit(bad.network()));
    bad = good;
    bad.blobs[0].pop_back();
    EXPECT_FALSE(relay->submit(bad.network()));
    EXPECT_TRUE(relay->submit(good.network()));
}

TEST_F(RelayTest, cell_proofs_become_blob_proofs) {
    const auto txn = blob_txn(0, 1, key);
    ASSERT_TRUE(relay->submit(txn.network(true)));
    round();
    const auto sidecar = store->blob(txn.txn.blob_versioned_hashes[0]);
    ASSERT_TRUE(sidecar);
    EXPECT_EQ(sidecar->proof, txn.proofs[0]);
    auto bad = blob_txn(1, 1, key);
    bad.blobs[0][5] = 1;
    EXPECT_FALSE(relay->submit(bad.network(true)));
}

TEST(network_txn, truncation_is_refused_everywhere) {
    auto txn = plain_txn(0, ethereum_key(9).address());
    txn.type = TxnType::blob;
    Bytes payload = to_bytes(BytesView{encode_transaction(sign(txn, ethereum_key(1)))}.subspan(1));
    for (int i = 0; i < 3; ++i) payload.push_back(0xc0);
    Bytes bytes{3};
    append(bytes, rlp::encode_list(payload));
    EXPECT_TRUE(decode_network_txn(bytes));
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(decode_network_txn(BytesView{bytes}.first(size))) << size;
    bytes.push_back(0);
    EXPECT_FALSE(decode_network_txn(bytes));
}

}  // namespace
}  // namespace dusk::adapter
