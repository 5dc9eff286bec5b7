// Journal: the pool's transactions in the node's store, one row each, so that they survive kill -9.
// Rows are in order of arrival: the store takes and drops neighbours at less than half the cost of
// scattered keys. A row is written before its transaction is acknowledged. It may outlive its
// transaction by a crash: the reader checks what it reads as if it had just arrived, and sweep()
// removes such rows.
#pragma once

#include <functional>

#include <dusk/node/pool/pooled_txn.hpp>
#include <dusk/platform/kv/kv.hpp>

namespace dusk::pool {

class Journal {
public:
    /// With `enabled` false it holds nothing.
    Journal(kv::Database& database, bool enabled) : database_(database), enabled_(enabled) {}

    struct Row {
        std::uint64_t added_s = 0;
        std::uint64_t sequence = 0;
        Bytes encoded;
    };
    /// All rows, in order of arrival.
    kv::Result<std::vector<Row>> read() const;
    kv::Result<void> put(const PooledTxn& txn);
    kv::Result<void> put(const std::vector<PooledTxnPtr>& txns);
    /// Removes what left the pool, by PooledTxn::sequence. A failure leaves rows for the next
    /// sweep.
    void erase(const std::vector<std::uint64_t>& sequences);
    /// Removes the rows whose sequence `is_in` does not know.
    void sweep(const std::function<bool(std::uint64_t)>& is_in);

private:
    kv::Database& database_;
    const bool enabled_;
};

}  // namespace dusk::pool
