#include <algorithm>

#include <dusk/node/parallel/versions.hpp>

namespace dusk::parallel {
namespace {

template <class Version>
void put(std::vector<Version>& versions, Version version) {
    const auto at = std::ranges::lower_bound(versions, version.index, {}, &Version::index);
    if (at != versions.end() && at->index == version.index)
        *at = std::move(version);
    else
        versions.insert(at, std::move(version));
}

template <class Version>
void drop(std::vector<Version>* versions, TxnIndex index) {
    if (versions == nullptr) return;
    const auto at = std::ranges::lower_bound(*versions, index, {}, &Version::index);
    if (at != versions->end() && at->index == index) versions->erase(at);
}

template <class Version>
std::optional<Version> newest(const std::vector<Version>* versions, TxnIndex before) {
    if (versions == nullptr) return std::nullopt;
    const auto at = std::ranges::lower_bound(*versions, before, {}, &Version::index);
    if (at == versions->begin()) return std::nullopt;
    return *std::prev(at);
}

}  // namespace

void Versions::publish(TxnIndex index, const StateDiff& diff) {
    // Code first: who sees the account must find it.
    if (!diff.codes.empty()) {
        const std::lock_guard lock(codes_mutex_);
        for (const auto& [hash, code] : diff.codes) codes_.try_insert(hash, code);
    }
    for (const auto& change : diff.accounts) {
        if (!change.account || change.storage_cleared)
            has_removals_.store(true, std::memory_order_release);
        for (const auto& [slot, value] : change.storage) {
            const std::pair key{change.address, slot};
            auto& shard = shard_of(key);
            const std::lock_guard lock(shard.mutex);
            put(shard.slots[key], SlotVersion{index, value});
        }
        auto& shard = shard_of(change.address);
        const std::lock_guard lock(shard.mutex);
        put(shard.accounts[change.address], AccountVersion{index, change.account});
    }
}

void Versions::retract(TxnIndex index, const StateDiff& diff) {
    for (const auto& change : diff.accounts) {
        for (const auto& [slot, value] : change.storage) {
            const std::pair key{change.address, slot};
            auto& shard = shard_of(key);
            const std::lock_guard lock(shard.mutex);
            drop(shard.slots.find(key), index);
        }
        auto& shard = shard_of(change.address);
        const std::lock_guard lock(shard.mutex);
        drop(shard.accounts.find(change.address), index);
    }
}

std::optional<Versions::AccountVersion> Versions::account(const Address& address,
                                                          TxnIndex before) const {
    auto& shard = shard_of(address);
    const std::lock_guard lock(shard.mutex);
    return newest(shard.accounts.find(address), before);
}

std::optional<Versions::SlotVersion> Versions::slot(const Address& address, const u256& slot,
                                                    TxnIndex before) const {
    const std::pair key{address, slot};
    auto& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    return newest(shard.slots.find(key), before);
}

std::shared_ptr<const Bytes> Versions::code(const Hash32& code_hash) const {
    const std::lock_guard lock(codes_mutex_);
    const auto* found = codes_.find(code_hash);
    return found != nullptr ? *found : nullptr;
}

bool ReadSet::holds_in(State& state) const {
    for (const auto& [address, value] : accounts)
        if (state.account(address) != value) return false;
    return std::ranges::all_of(slots, [&](const SlotRead& read) {
        return state.storage(read.address, read.slot) == read.value;
    });
}

std::optional<Account> VersionedView::account(const Address& address) const {
    if (std::ranges::find(uncertain_, address) != uncertain_.end()) is_certain_ = false;
    const auto version = versions_.account(address, index_);
    auto value = version ? version->account : base_.account(address);
    reads_.accounts.emplace_back(address, value);
    return value;
}

u256 VersionedView::storage(const Address& address, const u256& slot) const {
    // Slots of a removed account read as zero, whatever older versions say.
    if (versions_.has_removals()) is_certain_ = false;
    const auto version = versions_.slot(address, slot, index_);
    const auto value = version ? version->value : base_.storage(address, slot);
    reads_.slots.push_back({address, slot, value});
    return value;
}

std::shared_ptr<const Bytes> VersionedView::code(const Hash32& code_hash) const {
    if (auto code = versions_.code(code_hash)) return code;
    return base_.code(code_hash);
}

bool VersionedView::has_storage(const Address& address) const {
    is_certain_ = false;
    return base_.has_storage(address);
}

std::shared_ptr<const Bytes> FinalView::code(const Hash32& code_hash) const {
    if (auto code = versions_.code(code_hash)) return code;
    return base_.code(code_hash);
}

}  // namespace dusk::parallel
