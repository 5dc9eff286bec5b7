#include <dusk/core/base/check.hpp>
#include <dusk/node/pool/account_txns.hpp>

namespace dusk::pool {

const AccountTxns::Entry* AccountTxns::find(std::uint64_t nonce) const {
    const auto found = txns_.find(nonce);
    return found != txns_.end() ? &found->second : nullptr;
}

/// Takes what follows the gap without another into the pending ones.
void AccountTxns::extend() {
    for (auto entry = txns_.lower_bound(gap_); entry != txns_.end() && entry->first == gap_;
         ++entry) {
        pending_cost_ += entry->second.cost;
        ++gap_;
    }
}

void AccountTxns::recount() {
    gap_ = state_.nonce;
    pending_cost_ = {};
    extend();
}

void AccountTxns::put(PooledTxnPtr txn, const u256& cost) {
    const auto nonce = txn->txn.nonce;
    DUSK_CHECK(nonce >= state_.nonce);
    auto& entry = txns_[nonce];
    if (nonce < gap_) pending_cost_ = pending_cost_ - entry.cost + cost;
    entry = {std::move(txn), cost};
    if (nonce == gap_) extend();
}

void AccountTxns::erase(std::uint64_t nonce) {
    const auto found = txns_.find(nonce);
    if (found == txns_.end()) return;
    for (auto entry = found; entry != txns_.end() && entry->first < gap_; ++entry)
        pending_cost_ -= entry->second.cost;
    gap_ = std::min(gap_, nonce);
    txns_.erase(found);
}

std::vector<PooledTxnPtr> AccountTxns::move_to(const SenderState& state) {
    std::vector<PooledTxnPtr> gone;
    const bool is_step = state.nonce >= state_.nonce && state.nonce <= gap_;
    state_ = state;
    while (!txns_.empty() && txns_.begin()->first < state.nonce) {
        if (is_step) pending_cost_ -= txns_.begin()->second.cost;
        gone.push_back(std::move(txns_.begin()->second.txn));
        txns_.erase(txns_.begin());
    }
    if (!is_step) recount();
    return gone;
}

}  // namespace dusk::pool
