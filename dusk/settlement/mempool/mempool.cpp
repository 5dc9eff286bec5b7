#include <dusk/settlement/mempool/mempool.hpp>

namespace dusk::settlement {

std::string_view describe(MempoolError error) noexcept {
    switch (error) {
        case MempoolError::gas_limit_too_low:
            return "gas limit lower than the minimum";
        case MempoolError::gas_price_too_low:
            return "gas price lower than minimum 1";
        case MempoolError::already_present:
            return "this transaction exists in the mempool";
        case MempoolError::nonce_used:
            return "Already used nonce";
        case MempoolError::nonce_gap:
            return "Nonce not ready to be used yet";
        case MempoolError::not_enough_balance:
            return "Account doesn't have enough funds";
        case MempoolError::replacement_too_cheap:
            return "this transaction's spendId exists in the mempool";
        case MempoolError::full:
            return "max count of transactions exceeded";
    }
    return "";
}

std::expected<void, MempoolError> Mempool::check(const MempoolEntry& entry,
                                                 const SenderState& sender) const {
    const auto& p = entry.tx.payload;
    if (p.gas_price == 0) return std::unexpected(MempoolError::gas_price_too_low);
    if (p.gas_limit < limits_.min_gas_limit)
        return std::unexpected(MempoolError::gas_limit_too_low);
    if (by_id_.contains(entry.id)) return std::unexpected(MempoolError::already_present);
    if (p.nonce <= sender.nonce) return std::unexpected(MempoolError::nonce_used);
    const auto cost = max_cost(p);
    if (!cost || *cost > sender.balance) return std::unexpected(MempoolError::not_enough_balance);
    if (p.nonce > next_nonce(p.sender, sender.nonce))
        return std::unexpected(MempoolError::nonce_gap);
    if (const auto rival = by_spend_.find({p.sender, p.nonce}); rival != by_spend_.end()) {
        const auto& old = by_id_.at(rival->second)->tx.payload;
        const bool improves = p.gas_price > old.gas_price ||
                              (p.gas_price == old.gas_price && p.gas_limit > old.gas_limit);
        if (!improves) return std::unexpected(MempoolError::replacement_too_cheap);
    } else if (by_id_.size() >= limits_.capacity && p.gas_price < by_price_.rbegin()->gas_price) {
        return std::unexpected(MempoolError::full);
    }
    return {};
}

std::expected<std::vector<Hash32>, MempoolError> Mempool::add(
    std::shared_ptr<const MempoolEntry> entry, const SenderState& sender) {
    DUSK_TRY_VOID(check(*entry, sender));
    const auto& p = entry->tx.payload;
    std::vector<Hash32> gone;
    if (const auto rival = by_spend_.find({p.sender, p.nonce}); rival != by_spend_.end()) {
        gone.push_back(rival->second);
    } else if (by_id_.size() >= limits_.capacity) {
        gone.push_back(by_price_.rbegin()->id);
    }
    for (const auto& id : gone) erase(id);
    by_spend_.emplace(SpendId{p.sender, p.nonce}, entry->id);
    by_price_.insert({p.gas_price, entry->id});
    by_id_.emplace(entry->id, std::move(entry));
    return gone;
}

std::shared_ptr<const MempoolEntry> Mempool::find(const Hash32& id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<const MempoolEntry>> Mempool::by_price() const {
    std::vector<std::shared_ptr<const MempoolEntry>> out;
    out.reserve(by_price_.size());
    for (const auto& order : by_price_) out.push_back(by_id_.at(order.id));
    return out;
}

std::uint64_t Mempool::next_nonce(const AccountKey& account, std::uint64_t nonce) const {
    auto next = nonce + 1;
    for (auto at = by_spend_.find({account, next});
         at != by_spend_.end() && at->first == SpendId{account, next}; ++at)
        ++next;
    return next;
}

bool Mempool::erase(const Hash32& id) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return false;
    const auto& p = found->second->tx.payload;
    by_spend_.erase({p.sender, p.nonce});
    by_price_.erase({p.gas_price, id});
    by_id_.erase(found);
    return true;
}

std::vector<Hash32> Mempool::erase_with_followers(const Hash32& id) {
    const auto entry = find(id);
    if (!entry) return {};
    const auto& p = entry->tx.payload;
    std::vector<Hash32> gone;
    for (auto at = by_spend_.find({p.sender, p.nonce});
         at != by_spend_.end() && at->first.first == p.sender; ++at)
        gone.push_back(at->second);
    for (const auto& one : gone) erase(one);
    return gone;
}

std::vector<Hash32> Mempool::spent(const std::vector<Tx>& txs) const {
    std::vector<Hash32> ids;
    for (const auto& tx : txs) {
        const auto found = by_spend_.find({tx.payload.sender, tx.payload.nonce});
        if (found != by_spend_.end()) ids.push_back(found->second);
    }
    return ids;
}

void Mempool::erase(const std::vector<Hash32>& ids) {
    for (const auto& id : ids) erase(id);
}

std::vector<Hash32> Mempool::erase_expired(std::uint64_t now_ms) {
    std::vector<Hash32> expired;
    for (const auto& [id, entry] : by_id_)
        if (entry->received_ms + limits_.expiry_ms <= now_ms) expired.push_back(id);
    std::vector<Hash32> gone;
    for (const auto& id : expired) {
        auto chain = erase_with_followers(id);
        gone.insert(gone.end(), chain.begin(), chain.end());
    }
    return gone;
}

}  // namespace dusk::settlement
