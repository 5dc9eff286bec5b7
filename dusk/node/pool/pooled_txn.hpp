// A transaction in the pool, with all that is worth reckoning once.
#pragma once

#include <memory>

#include <dusk/core/chain/transaction.hpp>
#include <dusk/node/pool/pool_limits.hpp>
#include <dusk/node/pool/txn_conditional.hpp>

namespace dusk::pool {

struct PooledTxn {
    Transaction txn;
    Hash32 hash;
    Address sender;
    /// EIP-2718.
    Bytes encoded;
    std::uint64_t added_s = 0;
    /// Order of arrival, to break ties.
    std::uint64_t sequence = 0;
    /// estimated_da_size_scaled() of `encoded`.
    std::uint64_t da_size_scaled = 0;
    /// Null: it is wanted in any block.
    TxnConditionalPtr conditional{};

    std::size_t slots() const noexcept { return (encoded.size() + SLOT_SIZE - 1) / SLOT_SIZE; }
};
using PooledTxnPtr = std::shared_ptr<const PooledTxn>;

/// The tip that a block producer gets at `base_fee`; zero where the fee cap is below it.
inline u256 priority_fee_at(const Transaction& txn, const u256& base_fee) {
    if (txn.max_fee_per_gas < base_fee) return {};
    return std::min(txn.max_priority_fee_per_gas, txn.max_fee_per_gas - base_fee);
}

}  // namespace dusk::pool
