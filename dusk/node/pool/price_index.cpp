#include <algorithm>

#include <dusk/node/pool/price_index.hpp>

namespace dusk::pool {

bool PriceIndex::is_dearer(const Item& a, const Item& b) {
    if (a.tip != b.tip) return a.tip > b.tip;
    return a.txn->sequence < b.txn->sequence;
}

void PriceIndex::clear() noexcept {
    is_made_ = false;
    heap_.clear();
}

void PriceIndex::add(const PooledTxnPtr& txn) {
    if (!is_made_) return;
    heap_.push_back({priority_fee_at(txn->txn, base_fee_), txn});
    std::ranges::push_heap(heap_, is_dearer);
}

void PriceIndex::pop() {
    std::ranges::pop_heap(heap_, is_dearer);
    heap_.pop_back();
}

}  // namespace dusk::pool
