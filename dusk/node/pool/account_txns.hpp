// AccountTxns: the transactions of one sender by nonce. Those that follow the account's nonce
// without a gap are pending, the others queued.
#pragma once

#include <map>
#include <vector>

#include <dusk/core/base/u256.hpp>
#include <dusk/node/pool/pooled_txn.hpp>

namespace dusk::pool {

/// What the state says of a sender.
struct SenderState {
    std::uint64_t nonce = 0;
    u256 balance;
    /// Has code by EIP-7702.
    bool is_delegated = false;
};

class AccountTxns {
public:
    struct Entry {
        PooledTxnPtr txn;
        /// The most it can cost, fees for L1 included.
        u256 cost;
    };
    using Map = std::map<std::uint64_t, Entry>;

    explicit AccountTxns(const SenderState& state) : state_(state), gap_(state.nonce) {}

    const Map& txns() const noexcept { return txns_; }
    const SenderState& state() const noexcept { return state_; }
    /// The nonce after the last pending transaction.
    std::uint64_t gap() const noexcept { return gap_; }
    std::size_t pending() const noexcept { return static_cast<std::size_t>(gap_ - state_.nonce); }
    std::size_t queued() const noexcept { return txns_.size() - pending(); }
    /// The cost of all pending transactions.
    const u256& pending_cost() const noexcept { return pending_cost_; }
    const Entry* find(std::uint64_t nonce) const;

    /// Puts it in the place of its nonce, which is not below the account's.
    void put(PooledTxnPtr txn, const u256& cost);
    /// Those after it wait behind a gap from then on.
    void erase(std::uint64_t nonce);
    /// Moves to a newer or older state; takes out and returns what has a nonce below it.
    std::vector<PooledTxnPtr> move_to(const SenderState& state);
    /// Reckons all costs anew.
    template <class Cost>
    void reprice(const Cost& cost) {
        for (auto& [nonce, entry] : txns_) entry.cost = cost(*entry.txn);
        recount();
    }

private:
    void extend();
    void recount();

    SenderState state_;
    Map txns_;
    std::uint64_t gap_;
    u256 pending_cost_;
};

}  // namespace dusk::pool
