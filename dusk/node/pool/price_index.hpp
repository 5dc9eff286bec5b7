// PriceIndex: the cheapest transactions of the pool, for when it is full. It is made when somebody
// asks, from all transactions, and kept until the base fee changes; what left the pool meanwhile is
// dropped as it comes up.
#pragma once

#include <vector>

#include <dusk/core/base/u256.hpp>
#include <dusk/node/pool/pooled_txn.hpp>

namespace dusk::pool {

class PriceIndex {
public:
    /// Forgets all; the next call of cheapest() needs them again.
    void clear() noexcept;
    bool is_made() const noexcept { return is_made_; }
    template <class Txns>
    void make(const Txns& txns, const u256& base_fee) {
        clear();
        base_fee_ = base_fee;
        is_made_ = true;
        for (const auto& [hash, txn] : txns) add(txn);
    }
    /// Notes a newcomer, if made.
    void add(const PooledTxnPtr& txn);
    /// The one with the lowest tip, the latest among equals; null if there is none. `is_in`
    /// tells which are still in the pool.
    template <class IsIn>
    PooledTxnPtr cheapest(const IsIn& is_in) {
        while (!heap_.empty() && !is_in(*heap_.front().txn)) pop();
        return heap_.empty() ? nullptr : heap_.front().txn;
    }

private:
    struct Item {
        u256 tip;
        PooledTxnPtr txn;
    };
    static bool is_dearer(const Item& a, const Item& b);
    void pop();

    bool is_made_ = false;
    u256 base_fee_;
    std::vector<Item> heap_;
};

}  // namespace dusk::pool
