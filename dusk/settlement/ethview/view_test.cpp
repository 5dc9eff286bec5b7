#include <gtest/gtest.h>

#include "tests/support/bridge_chain.hpp"
#include <dusk/core/codec/abi.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/trie/trie.hpp>
#include <dusk/settlement/ethview/view.hpp>
#include <dusk/settlement/ethview/view_codec.hpp>

namespace dusk::settlement::ethview {
namespace {

using test::ethereum_key;
using test::plain_txn;
using test::sign;

class ViewTest : public testing::Test {
protected:
    EthereumKey key = ethereum_key(1);
    Address nobody = ethereum_key(9).address();
    test::BridgeChain chain{test::BridgeChain::genesis(key)};
    ViewConfig config{.l1_chain_id = test::L1_CHAIN_ID,
                      .anchor_parent_hash = keccak256(as_bytes("anchor"))};
    ViewHead head = anchor(config);

    ViewBlock next() {
        auto block = project(config, head, chain.seal(), native_crypto());
        head = head_of(block);
        return block;
    }
    Transaction blob_txn(std::uint64_t nonce, std::size_t count) const {
        auto txn = plain_txn(nonce, nobody);
        txn.type = TxnType::blob;
        txn.max_fee_per_blob_gas = u256{1'000'000'000};
        for (std::size_t i = 0; i < count; ++i) {
            Hash32 hash;
            hash[0] = 1;
            hash[1] = static_cast<std::uint8_t>(i);
            txn.blob_versioned_hashes.push_back(hash);
        }
        return sign(txn, key);
    }
    void deposit_natively() {
        const auto outcome =
            chain.run(ContractCall{L1_STANDARD_BRIDGE_ID, std::string(bridge::DEPOSIT_METHOD),
                                   bridge::encode_deposit_arguments(
                                       {.to = nobody, .amount_lux = 10, .min_gas_limit = 200'000})},
                      10);
        ASSERT_TRUE(outcome && !outcome->err);
    }
};

/// What a client that trusts nothing checks of a block.
void expect_consistent(const ViewBlock& block) {
    EXPECT_EQ(block.hash, keccak256(encode_header(block.header)));
    std::vector<Bytes> txns;
    std::vector<Bytes> receipts;
    Bloom bloom;
    std::uint64_t cumulative = 0;
    std::uint64_t blob_count = 0;
    for (const auto& entry : block.transactions) {
        txns.push_back(encode_transaction(entry.txn));
        receipts.push_back(encode_receipt(entry.receipt));
        EXPECT_EQ(entry.hash, keccak256(txns.back()));
        EXPECT_EQ(decode_transaction(txns.back()), entry.txn);
        cumulative += entry.gas_used;
        EXPECT_EQ(entry.receipt.cumulative_gas_used, cumulative);
        EXPECT_LE(entry.gas_used, entry.txn.gas_limit);
        EXPECT_EQ(entry.receipt.type, entry.txn.type);
        for (const auto& log : entry.receipt.logs) {
            add_to_bloom(bloom, log.address);
            for (const auto& topic : log.topics) add_to_bloom(bloom, topic);
        }
        blob_count += entry.txn.blob_versioned_hashes.size();
    }
    EXPECT_EQ(block.header.transactions_root, ordered_trie_root(txns));
    EXPECT_EQ(block.header.receipts_root, ordered_trie_root(receipts));
    EXPECT_EQ(block.header.logs_bloom, bloom);
    EXPECT_EQ(block.header.gas_used, cumulative);
    EXPECT_LE(cumulative, block.header.gas_limit);
    EXPECT_EQ(block.header.blob_gas_used, blob_count * 131'072);
}

TEST_F(ViewTest, an_empty_block_has_empty_roots) {
    const auto block = next();
    expect_consistent(block);
    EXPECT_EQ(block.header.parent_hash, config.anchor_parent_hash);
    EXPECT_EQ(block.header.number, 1u);
    EXPECT_EQ(block.header.timestamp, 1'700'000'002u);
    EXPECT_EQ(block.header.transactions_root, EMPTY_TRIE_ROOT);
    EXPECT_EQ(block.header.receipts_root, EMPTY_TRIE_ROOT);
    EXPECT_FALSE(block.header.requests_hash);
}

TEST_F(ViewTest, hashes_chain_and_repeat) {
    const auto first = next();
    ASSERT_TRUE(chain.execute(sign(plain_txn(0, nobody), key)));
    const auto record = chain.seal();
    const auto second = project(config, head, record, native_crypto());
    EXPECT_EQ(second.header.parent_hash, first.hash);
    EXPECT_EQ(second.header.parent_beacon_block_root, first.dusk_hash);
    EXPECT_EQ(second.header.prev_randao, keccak256(record.block.header.seed));
    EXPECT_EQ(second.header.state_root, record.block.header.state_hash);
    const auto again =
        project(config, head, *decode_block_record(encode_block_record(record)), native_crypto());
    EXPECT_EQ(second, again);
    EXPECT_EQ(encode_view_block(second), encode_view_block(again));
}

TEST_F(ViewTest, signed_transactions_stand_as_they_were_signed) {
    const auto txn = sign(plain_txn(0, nobody, u256{1}), key);
    const auto blobs = blob_txn(1, 2);
    ASSERT_TRUE(chain.execute(txn));
    ASSERT_TRUE(chain.execute(blobs));
    const auto block = next();
    expect_consistent(block);
    ASSERT_EQ(block.transactions.size(), 2u);
    EXPECT_EQ(block.transactions[0].txn, txn);
    EXPECT_EQ(block.transactions[0].sender, key.address());
    EXPECT_TRUE(block.transactions[0].receipt.success);
    EXPECT_EQ(block.transactions[1].txn, blobs);
    EXPECT_EQ(blob_hashes(block), blobs.blob_versioned_hashes);
}

TEST_F(ViewTest, a_reverted_call_has_status_zero) {
    ASSERT_TRUE(chain.execute(
        sign(plain_txn(0, evm_address(OPTIMISM_PORTAL_ID), {}, Bytes{1, 2, 3, 4}), key)));
    const auto block = next();
    expect_consistent(block);
    ASSERT_EQ(block.transactions.size(), 1u);
    EXPECT_FALSE(block.transactions[0].receipt.success);
}

TEST_F(ViewTest, transactions_that_the_router_refuses_are_not_in_the_view) {
    const auto outcome = chain.execute(sign(plain_txn(7, nobody), key));
    ASSERT_TRUE(outcome && outcome->err);
    EXPECT_TRUE(next().transactions.empty());
}

TEST_F(ViewTest, native_calls_with_bridge_events_get_a_synthetic_transaction) {
    deposit_natively();
    ASSERT_TRUE(chain.execute(sign(plain_txn(0, nobody), key)));
    deposit_natively();
    const auto block = next();
    expect_consistent(block);
    ASSERT_EQ(block.transactions.size(), 3u);  // in block order
    EXPECT_TRUE(block.transactions[0].is_synthetic);
    EXPECT_FALSE(block.transactions[1].is_synthetic);
    const auto& native = block.transactions[0];
    EXPECT_NE(native.hash, block.transactions[2].hash);
    EXPECT_EQ(native.receipt.logs.size(), 5u);
    EXPECT_EQ(native.receipt.logs[2].address, evm_address(OPTIMISM_PORTAL_ID));
    EXPECT_EQ(native.txn.to, evm_address(L1_STANDARD_BRIDGE_ID));
    const auto recovered = recover_sender(native.txn, native_crypto());
    ASSERT_TRUE(recovered);
    EXPECT_NE(*recovered, ethereum_key(0x42).address());
    EXPECT_NE(*recovered, *recover_sender(block.transactions[2].txn, native_crypto()));
}

TEST_F(ViewTest, excess_blob_gas_agrees_with_what_the_router_charges) {
    std::uint64_t nonce = 0;
    std::uint64_t blocks = 0;
    for (; blocks < 4; ++blocks) {
        ASSERT_FALSE(chain.execute(blob_txn(nonce++, 5))->err);
        ASSERT_FALSE(chain.execute(blob_txn(nonce++, 4))->err);
        // Nine are in: a tenth would make the block illegal.
        EXPECT_TRUE(chain.execute(blob_txn(nonce, 1))->err);
        expect_consistent(next());
    }
    const auto empty = next();
    EXPECT_EQ(empty.header.excess_blob_gas, 4 * 3 * 131'072u);
    EXPECT_EQ(next().header.excess_blob_gas, 2 * 3 * 131'072u);
    // The router's own count after the gap: its price must be the header's.
    ASSERT_FALSE(chain.execute(blob_txn(nonce, 1))->err);
    const auto stored =
        chain.state().load(EVM_TX_ROUTER_ID, to_hash32(u256{router::BLOB_EXCESS_SLOT}));
    EXPECT_EQ(u256_from_be(stored), u256{*next().header.excess_blob_gas});
}

TEST_F(ViewTest, prague_headers_have_the_empty_requests_hash) {
    config.is_prague = true;
    const auto block = next();
    EXPECT_EQ(to_hex(*block.header.requests_hash),
              "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect_consistent(block);
}

TEST_F(ViewTest, pinned_addresses_replace_derived_ones) {
    config.pinned_addresses.push_back({OPTIMISM_PORTAL_ID, nobody});
    deposit_natively();
    EXPECT_EQ(next().transactions[0].receipt.logs[2].address, nobody);
}

TEST_F(ViewTest, view_blocks_round_trip_and_truncation_is_refused) {
    deposit_natively();
    ASSERT_TRUE(chain.execute(blob_txn(0, 2)));
    const auto block = next();
    const auto bytes = encode_view_block(block);
    EXPECT_EQ(decode_view_block(bytes), block);
    for (std::size_t size = 0; size < bytes.size(); size += 7)
        EXPECT_FALSE(decode_view_block(BytesView{bytes}.first(size)));
}

TEST_F(ViewTest, foreign_contracts_cannot_pose_as_the_router_or_the_portal) {
    ASSERT_TRUE(chain.execute(sign(plain_txn(0, nobody), key)));
    auto record = chain.seal();
    const auto foreign = keccak256(as_bytes("foreign"));
    for (auto& event : record.outcomes[0].events) event.source = foreign;
    EXPECT_TRUE(project(config, head, record, native_crypto()).transactions.empty());
}

}  // namespace
}  // namespace dusk::settlement::ethview
