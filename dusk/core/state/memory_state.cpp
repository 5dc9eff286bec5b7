#include <dusk/core/state/memory_state.hpp>

namespace dusk {

std::optional<Account> MemoryState::account(const Address& address) const {
    const auto found = entries_.find(address);
    return found != entries_.end() ? std::optional{found->second.account} : std::nullopt;
}

u256 MemoryState::storage(const Address& address, const u256& slot) const {
    const auto owner = entries_.find(address);
    if (owner == entries_.end()) return {};
    const auto found = owner->second.storage.find(slot);
    return found != owner->second.storage.end() ? found->second : u256{};
}

std::shared_ptr<const Bytes> MemoryState::code(const Hash32& code_hash) const {
    const auto found = codes_.find(code_hash);
    return found != codes_.end() ? found->second : std::make_shared<const Bytes>();
}

bool MemoryState::has_storage(const Address& address) const {
    const auto found = entries_.find(address);
    return found != entries_.end() && !found->second.storage.empty();
}

void MemoryState::set_code(const Address& address, Bytes code) {
    const auto hash = keccak256(code);
    entries_[address].account.code_hash = hash;
    if (!code.empty()) codes_[hash] = std::make_shared<const Bytes>(std::move(code));
}

void MemoryState::set_storage(const Address& address, const u256& slot, const u256& value) {
    auto& storage = entries_[address].storage;
    if (value.is_zero())
        storage.erase(slot);
    else
        storage[slot] = value;
}

void MemoryState::apply(const StateDiff& diff) {
    for (const auto& [hash, code] : diff.codes) codes_[hash] = code;
    for (const auto& change : diff.accounts) {
        if (!change.account) {
            entries_.erase(change.address);
            continue;
        }
        auto& entry = entries_[change.address];
        entry.account = *change.account;
        if (change.storage_cleared) entry.storage.clear();
        for (const auto& [slot, value] : change.storage) set_storage(change.address, slot, value);
    }
}

}  // namespace dusk
