#include <dusk/node/parallel/shared_view.hpp>

namespace dusk::parallel {

std::unique_lock<std::mutex> SharedView::base_lock() const {
    return one_at_a_time_ ? std::unique_lock(base_mutex_) : std::unique_lock<std::mutex>();
}

std::optional<Account> SharedView::account(const Address& address) const {
    auto& shard = shard_of(address);
    {
        const std::lock_guard lock(shard.mutex);
        if (const auto* known = shard.accounts.find(address)) return *known;
    }
    const auto value = [&] {
        const auto lock = base_lock();
        return base_.account(address);
    }();
    const std::lock_guard lock(shard.mutex);
    shard.accounts.try_insert(address, value);
    return value;
}

u256 SharedView::storage(const Address& address, const u256& slot) const {
    const std::pair key{address, slot};
    auto& shard = shard_of(key);
    {
        const std::lock_guard lock(shard.mutex);
        if (const auto* known = shard.slots.find(key)) return *known;
    }
    const auto value = [&] {
        const auto lock = base_lock();
        return base_.storage(address, slot);
    }();
    const std::lock_guard lock(shard.mutex);
    shard.slots.try_insert(key, value);
    return value;
}

std::shared_ptr<const Bytes> SharedView::code(const Hash32& code_hash) const {
    const auto lock = base_lock();
    return base_.code(code_hash);
}

bool SharedView::has_storage(const Address& address) const {
    const auto lock = base_lock();
    return base_.has_storage(address);
}

void prefetch(const StateView& view, const Transaction& txn, const Address& sender) {
    (void)view.account(sender);
    if (txn.to) {
        const auto recipient = view.account(*txn.to);
        if (recipient && recipient->has_code()) (void)view.code(recipient->code_hash);
    }
    for (const auto& [address, keys] : txn.access_list) {
        (void)view.account(address);
        for (const auto& key : keys) (void)view.storage(address, to_u256(key));
    }
}

}  // namespace dusk::parallel
