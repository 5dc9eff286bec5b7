// BestTxns: the pool's pending transactions in the order of a block: by priority fee, then arrival,
// nonces in order. It looks at the pool as it goes on, so what comes meanwhile is seen if its turn
// is still to come. Must not outlive the pool.
#pragma once

#include <optional>
#include <vector>

#include <dusk/core/base/flat_map.hpp>
#include <dusk/node/pool/pooled_txn.hpp>

namespace dusk::pool {

class TxnPool;

/// By sender, the nonce after what a block has of it.
using NextNonces = FlatMap<Address, std::uint64_t>;

class BestTxns {
public:
    /// The next one, or null. It may have left the pool by the time it is used.
    PooledTxnPtr next();
    /// Drops the sender of the last one given.
    void skip_sender() { last_.reset(); }

private:
    friend class TxnPool;
    BestTxns(const TxnPool& pool, const u256& base_fee) : pool_(pool), base_fee_(base_fee) {}

    struct Candidate {
        u256 priority_fee;
        PooledTxnPtr txn;
        bool operator<(const Candidate& other) const;
    };
    void push(PooledTxnPtr txn);

    const TxnPool& pool_;
    u256 base_fee_;
    std::vector<Candidate> heap_;
    PooledTxnPtr last_;
};

}  // namespace dusk::pool
