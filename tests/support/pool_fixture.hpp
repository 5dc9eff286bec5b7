// What the tests of the pool share: signed offers, and a pool over a state in memory.
#pragma once

#include <gtest/gtest.h>

#include <dusk/core/state/memory_state.hpp>
#include <dusk/node/pool/txn_pool.hpp>
#include <dusk/node/store/schema.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::pool {

inline constexpr std::uint64_t CHAIN_ID = 31744;

inline EthereumKey key(std::uint8_t i) { return *EthereumKey::from(Hash32{{1, i}}); }

struct Offer {
    std::uint8_t sender = 1;
    std::uint64_t nonce = 0;
    std::uint64_t tip = 1'000;
    std::uint64_t max_fee = 10'000;
    std::uint64_t gas_limit = 21'000;
    std::uint64_t value = 0;
};

inline Transaction to_txn(const Offer& offer) {
    return {.type = TxnType::dynamic_fee,
            .chain_id = CHAIN_ID,
            .nonce = offer.nonce,
            .max_priority_fee_per_gas = offer.tip,
            .max_fee_per_gas = offer.max_fee,
            .gas_limit = offer.gas_limit,
            .to = Address{{9}},
            .value = offer.value};
}

inline Bytes sign(Transaction txn, std::uint8_t sender = 1) {
    const auto signature = key(sender).sign(signing_hash(txn));
    txn.signature = {to_u256(signature.r), to_u256(signature.s), signature.odd_y};
    return encode_transaction(txn);
}

inline Bytes encode(const Offer& offer) { return sign(to_txn(offer), offer.sender); }

class TxnPoolTest : public testing::Test {
protected:
    explicit TxnPoolTest(PoolLimits limits = {})
        : database(kv::open_in_memory(store::TABLE_NAMES)), limits(limits) {
        for (std::uint8_t i = 1; i < 9; ++i) set_account(i, 0, 1'000'000'000);
        pool = make_pool();
    }

    std::unique_ptr<TxnPool> make_pool() {
        auto made =
            std::make_unique<TxnPool>(*database, native_crypto(), limits, [this] { return now_s; });
        made->reset(head());
        return made;
    }

    void set_account(std::uint8_t i, std::uint64_t nonce, std::uint64_t balance) {
        StateDiff diff;
        diff.accounts.push_back(
            {.address = key(i).address(), .account = Account{.nonce = nonce, .balance = balance}});
        state.apply(diff);
    }

    PoolHead head() {
        return {.header = {.gas_limit = 30'000'000},
                .rules = rules_at(
                    make_op_config(CHAIN_ID, OpForkSchedule::all_through(OpFork::jovian)), 1),
                .next_base_fee = 1,
                .state = std::make_shared<MemoryState>(state),
                .l1_fees = {}};
    }

    std::string refusal_of(const Bytes& encoded) {
        const auto added = pool->add(encoded);
        return added ? "" : added.error().message;
    }
    std::string refusal(const Offer& offer) { return refusal_of(encode(offer)); }

    std::unique_ptr<kv::Database> database;
    PoolLimits limits;
    MemoryState state;
    std::uint64_t now_s = 1'000'000;
    std::unique_ptr<TxnPool> pool;
};

}  // namespace dusk::pool
