#include <algorithm>

#include <dusk/node/rpc/call/simulated_state.hpp>

namespace dusk::eth {

std::optional<Account> SimulatedState::account(const Address& address) const {
    const auto found = accounts_.find(address);
    return found == accounts_.end() ? parent_.account(address) : found->second.account;
}

u256 SimulatedState::storage(const Address& address, const u256& slot) const {
    const auto found = accounts_.find(address);
    if (found == accounts_.end()) return parent_.storage(address, slot);
    const auto value = found->second.storage.find(slot);
    if (value != found->second.storage.end()) return value->second;
    return found->second.is_cleared ? u256{} : parent_.storage(address, slot);
}

std::shared_ptr<const Bytes> SimulatedState::code(const Hash32& code_hash) const {
    const auto found = codes_.find(code_hash);
    return found == codes_.end() ? parent_.code(code_hash) : found->second;
}

bool SimulatedState::has_storage(const Address& address) const {
    const auto found = accounts_.find(address);
    if (found == accounts_.end()) return parent_.has_storage(address);
    for (const auto& [slot, value] : found->second.storage)
        if (!value.is_zero()) return true;
    return !found->second.is_cleared && parent_.has_storage(address);
}

std::shared_ptr<const Bytes> SimulatedState::node(const Hash32& hash) const {
    const auto found = nodes_.find(hash);
    if (found != nodes_.end()) return found->second;
    return stored_nodes_ == nullptr ? nullptr : stored_nodes_->node(hash);
}

std::shared_ptr<const Bytes> SimulatedState::node_at(const NodePlace& place,
                                                     const Hash32& hash) const {
    const auto found = nodes_.find(hash);
    if (found != nodes_.end()) return found->second;
    return stored_nodes_ == nullptr ? nullptr : stored_nodes_->node_at(place, hash);
}

std::expected<StateUpdate, TrieError> SimulatedState::advance(const StateDiff& diff) {
    DUSK_TRY(update, apply_state_diff(root_, diff, *this));
    for (const auto& [hash, rlp] : update.nodes)
        nodes_.try_emplace(hash, std::make_shared<const Bytes>(rlp));
    apply(diff);
    root_ = update.state_root;
    return update;
}

void SimulatedState::apply(const StateDiff& diff) {
    for (const auto& [hash, code] : diff.codes) codes_[hash] = code;
    for (const auto& change : diff.accounts) {
        auto& entry = accounts_[change.address];
        entry.account = change.account;
        if (change.storage_cleared || !change.account) {
            entry.is_cleared = true;
            entry.storage.clear();
        }
        for (const auto& [slot, value] : change.storage) entry.storage[slot] = value;
    }
}

StateDiff SimulatedState::diff_of(const StateOverrides& overrides) const {
    StateDiff out;
    for (const auto& [address, override] : overrides) {
        const auto before = account(address);
        AccountDiff change{.address = address, .account = before, .storage = {}};
        if (!change.account) change.account.emplace();
        change.account->nonce = override.nonce.value_or(change.account->nonce);
        change.account->balance = override.balance.value_or(change.account->balance);
        if (override.code) {
            change.account->code_hash = override.code->first;
            if (!override.code->second->empty()) out.codes.push_back(*override.code);
        }
        change.storage_cleared = override.replaces_storage && has_storage(address);
        for (const auto& [slot, value] : override.slots) {
            const auto old = change.storage_cleared ? u256{} : storage(address, slot);
            if (value != old) change.storage.emplace_back(slot, value);
        }
        const bool names_field = override.nonce || override.balance || override.code;
        const bool is_change = change.storage_cleared || !change.storage.empty() ||
                               (before ? *before != *change.account : names_field);
        if (is_change) out.accounts.push_back(std::move(change));
    }
    std::ranges::sort(out.codes, {}, [](const auto& code) { return code.first; });
    const auto repeated =
        std::ranges::unique(out.codes, {}, [](const auto& code) { return code.first; });
    out.codes.erase(repeated.begin(), repeated.end());
    return out;
}

}  // namespace dusk::eth
