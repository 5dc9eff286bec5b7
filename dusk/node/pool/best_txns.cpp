#include <algorithm>

#include <dusk/node/pool/txn_pool.hpp>

namespace dusk::pool {

bool BestTxns::Candidate::operator<(const Candidate& other) const {
    if (priority_fee != other.priority_fee) return priority_fee < other.priority_fee;
    return txn->sequence > other.txn->sequence;
}

void BestTxns::push(PooledTxnPtr txn) {
    if (txn == nullptr || txn->txn.max_fee_per_gas < base_fee_) return;  // nor can what follows it
    heap_.push_back({priority_fee_at(txn->txn, base_fee_), std::move(txn)});
    std::push_heap(heap_.begin(), heap_.end());
}

PooledTxnPtr BestTxns::next() {
    if (last_) push(pool_.pending_at(last_->sender, last_->txn.nonce + 1));
    last_.reset();
    if (heap_.empty()) return nullptr;
    std::pop_heap(heap_.begin(), heap_.end());
    last_ = std::move(heap_.back().txn);
    heap_.pop_back();
    return last_;
}

}  // namespace dusk::pool
