// DevChain's senders: keys that it holds, impersonation, and what waits of them.
#include <algorithm>

#include <dusk/node/dev/dev_chain_hold.hpp>

namespace dusk::dev {

const EthereumKey* DevChain::key_of(const Address& address) const {
    const auto found = std::ranges::find(keys_, address, &EthereumKey::address);
    return found == keys_.end() ? nullptr : &*found;
}

void DevChain::impersonate(const Address& address, bool on) {
    const Hold hold(*this);
    if (on)
        impersonated_.insert(address);
    else
        impersonated_.erase(address);
}

void DevChain::impersonate_all(bool on) {
    const Hold hold(*this);
    impersonates_all_ = on;
}

bool DevChain::may_impersonate(const Address& address) const {
    const std::lock_guard lock(mutex_);
    return impersonates_all_ || impersonated_.contains(address);
}

std::uint64_t DevChain::next_nonce(const Address& sender) const {
    const std::lock_guard lock(mutex_);
    const auto waiting = std::ranges::count(unsigned_, sender, &SentTxn::sender);
    return pool_.next_nonce(sender) + static_cast<std::uint64_t>(waiting);
}

DevChain::Done<Hash32> DevChain::send_unsigned(Transaction txn, const Address& sender) {
    auto sent = impersonated(std::move(txn), sender);
    const auto hash = transaction_hash(sent.txn);
    {
        const Hold hold(*this);
        unsigned_.push_back(std::move(sent));
    }
    mine_waiting();
    return hash;
}

void DevChain::drop_pool_txns(const std::set<Hash32>& hashes) {
    for (const auto& hash : hashes)
        if (pool_.find(hash)) pool_.remove(hash);
}

bool DevChain::drop(const Hash32& txn_hash) {
    const Hold hold(*this);
    const auto dropped = std::erase_if(
        unsigned_, [&](const SentTxn& entry) { return transaction_hash(entry.txn) == txn_hash; });
    if (!pool_.find(txn_hash)) return dropped != 0;
    pool_.remove(txn_hash);
    return true;
}

void DevChain::drop_all(const std::optional<Address>& sender) {
    const Hold hold(*this);
    std::erase_if(unsigned_,
                  [&](const SentTxn& entry) { return !sender || entry.sender == *sender; });
    std::set<Hash32> hashes;
    const auto content = pool_.content();
    for (const auto& accounts : {content.pending, content.queued})
        for (const auto& [address, txns] : accounts)
            for (const auto& txn : txns)
                if (!sender || address == *sender) hashes.insert(txn->hash);
    drop_pool_txns(hashes);
}

}  // namespace dusk::dev
