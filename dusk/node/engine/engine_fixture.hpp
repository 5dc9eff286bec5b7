// What the tests of the engine share: execution nodes in memory, and blocks for them.
#pragma once

#include <gtest/gtest.h>

#include <dusk/core/chain/fees.hpp>
#include <dusk/core/rollup/l1_attributes.hpp>
#include <dusk/node/chain/pool_feed.hpp>
#include <dusk/node/engine/engine.hpp>
#include <dusk/node/genesis/new_rollup.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::engine {

inline constexpr std::uint64_t GENESIS_TIME = 1'700'000'000;

inline EthereumKey test_key(std::uint8_t i) { return *EthereumKey::from(Hash32{{1, i}}); }

inline const genesis::RollupFiles& files() {
    static const auto made = [] {
        genesis::NewRollup decisions;
        decisions.l1_chain_id = 250;
        decisions.l1_start = {.hash = Hash32{{1}}, .number = 7, .time = GENESIS_TIME};
        decisions.system_config.batcher_addr = Address{{7}};
        decisions.system_config.scalar = rollup::encode_ecotone_scalar({1368, 810949});
        decisions.system_config.operator_fee_params = rollup::encode_operator_fee({1000, 77});
        decisions.system_config.gas_limit = 30'000'000;
        for (std::uint8_t i = 1; i <= 6; ++i)
            decisions.funded.emplace_back(test_key(i).address(), u256{1'000'000'000'000'000'000});
        return genesis::make_rollup(decisions, native_crypto());
    }();
    return made;
}

/// An execution node in memory.
struct Node {
    std::unique_ptr<store::ChainStore> store;
    ChainConfig config;
    Chain chain;
    pool::TxnPool pool;
    Engine engine;

    explicit Node(const CryptoProvider& crypto = native_crypto(),
                  const parallel::ProcessorOptions& options = {})
        : store(*store::ChainStore::open("", files().genesis, {.in_memory = true})),
          config(make_op_config(files().genesis.chain_id, files().genesis.forks)),
          chain(*store, config, crypto, options),
          pool(store->database(), crypto, {}, [] { return GENESIS_TIME; }),
          engine(chain, pool) {
        EXPECT_TRUE(feed_pool(chain, pool));
    }

    Header head() const { return **store->header(store->head().hash); }
    u256 balance(const Address& address) const {
        const auto view = *store->state_after(store->head().hash);
        const auto account = view->account(address);
        return account ? account->balance : u256{};
    }
};

inline rollup::PayloadAttributes attributes_after(const Header& parent) {
    const auto timestamp = parent.timestamp + 2;
    const rollup::L1BlockInfo l1{.ref = {.hash = Hash32{{1}}, .number = 7, .time = GENESIS_TIME},
                                 .base_fee = 1'000'000'000,
                                 .excess_blob_gas = 0,
                                 .prev_randao = Hash32{{3}},
                                 .parent_beacon_block_root = Hash32{{4}}};
    const auto deposit = rollup::l1_attributes_deposit(
        files().rollup, files().rollup.genesis.system_config, parent.number, l1, timestamp);
    return {.timestamp = timestamp,
            .prev_randao = Hash32{{3}},
            .suggested_fee_recipient = rollup::SEQUENCER_FEE_VAULT,
            .parent_beacon_block_root = Hash32{{4}},
            .withdrawals = std::vector<Withdrawal>{},
            .transactions = {encode_transaction(*deposit)},
            .no_tx_pool = false,
            .gas_limit = 30'000'000,
            .eip_1559_params = rollup::Eip1559Params{},
            .min_base_fee = 0};
}

inline Bytes signed_txn(const EthereumKey& key, Transaction txn) {
    txn.chain_id = files().genesis.chain_id;
    const auto signature = key.sign(signing_hash(txn));
    txn.signature = {to_u256(signature.r), to_u256(signature.s), signature.odd_y};
    return encode_transaction(txn);
}

inline Transaction transfer(std::uint64_t nonce, const Address& to, std::uint64_t wei) {
    return {.type = TxnType::dynamic_fee,
            .nonce = nonce,
            .max_priority_fee_per_gas = 1'000'000,
            .max_fee_per_gas = 3'000'000'000,
            .gas_limit = 100'000,
            .to = to,
            .value = wei};
}

/// Builds a block on the head from what is in the pool, and makes it the head.
inline sources::PayloadEnvelope extend(Node& node, bool settle = true) {
    const auto head = node.store->head().hash;
    const sources::ForkchoiceState state{.head = head, .safe = {}, .finalized = {}};
    const auto started = node.engine.forkchoice_updated(state, attributes_after(node.head()));
    EXPECT_TRUE(started && started->payload_id) << (started ? "" : started.error().message);
    node.engine.await_pass(*started->payload_id);
    const auto payload = node.engine.get_payload(*started->payload_id);
    EXPECT_TRUE(payload);
    if (settle) {
        EXPECT_EQ(node.engine.new_payload(*payload).kind, sources::PayloadStatusKind::valid);
        EXPECT_TRUE(node.engine.forkchoice_updated({payload->payload.block_hash, {}, {}}, {}));
    }
    return *payload;
}

}  // namespace dusk::engine
