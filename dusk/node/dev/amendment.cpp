#include <algorithm>

#include <dusk/core/crypto/hash.hpp>
#include <dusk/node/dev/amendment.hpp>

namespace dusk::dev {
namespace {

AccountDiff& entry_of(StateDiff& diff, const StateView& base, const Address& address) {
    const auto place = std::ranges::lower_bound(diff.accounts, address, {}, &AccountDiff::address);
    if (place != diff.accounts.end() && place->address == address) return *place;
    return *diff.accounts.insert(place, AccountDiff{.address = address,
                                                    .account = base.account(address),
                                                    .storage_cleared = false,
                                                    .storage = {}});
}

/// Changes the account with `change`. One that is empty afterwards does not exist (EIP-161).
template <class Change>
void change_account(StateDiff& diff, const StateView& base, const Address& address,
                    const Change& change) {
    auto& entry = entry_of(diff, base, address);
    auto account = entry.account.value_or(Account{});
    change(account);
    const bool has_slots = !entry.storage.empty() || base.has_storage(address);
    if (account.is_empty() && !has_slots)
        entry.account.reset();
    else
        entry.account = account;
}

template <class Rows, class Key, class Value>
void put(Rows& rows, const Key& key, Value value) {
    const auto place = std::ranges::lower_bound(rows, key, {}, &Rows::value_type::first);
    if (place != rows.end() && place->first == key)
        place->second = std::move(value);
    else
        rows.insert(place, {key, std::move(value)});
}

AccountDiff joined(const AccountDiff& first, const AccountDiff& second) {
    if (second.storage_cleared || !second.account) return second;
    auto result = second;
    result.storage_cleared = first.storage_cleared;
    result.storage = first.storage;
    for (const auto& [slot, value] : second.storage) put(result.storage, slot, value);
    return result;
}

}  // namespace

void set_balance(StateDiff& diff, const StateView& base, const Address& address,
                 const u256& balance) {
    change_account(diff, base, address, [&](Account& account) { account.balance = balance; });
}

void set_nonce(StateDiff& diff, const StateView& base, const Address& address,
               std::uint64_t nonce) {
    change_account(diff, base, address, [&](Account& account) { account.nonce = nonce; });
}

void set_code(StateDiff& diff, const StateView& base, const Address& address, Bytes code) {
    const auto hash = keccak256(code);
    if (!code.empty()) put(diff.codes, hash, std::make_shared<const Bytes>(std::move(code)));
    change_account(diff, base, address, [&](Account& account) { account.code_hash = hash; });
}

void set_slot(StateDiff& diff, const StateView& base, const Address& address, const u256& slot,
              const u256& value) {
    auto& entry = entry_of(diff, base, address);
    if (!entry.account) entry.account.emplace();  // storage needs an account to hang on
    put(entry.storage, slot, value);
}

StateDiff join(const StateDiff& first, const StateDiff& second) {
    StateDiff result;
    auto a = first.accounts.begin();
    auto b = second.accounts.begin();
    while (a != first.accounts.end() || b != second.accounts.end()) {
        if (b == second.accounts.end() || (a != first.accounts.end() && a->address < b->address))
            result.accounts.push_back(*a++);
        else if (a == first.accounts.end() || b->address < a->address)
            result.accounts.push_back(*b++);
        else
            result.accounts.push_back(joined(*a++, *b++));
    }
    result.codes = first.codes;
    for (const auto& [hash, code] : second.codes) put(result.codes, hash, code);
    return result;
}

const AccountDiff* AmendedView::find(const Address& address) const {
    const auto& accounts = diff_->accounts;
    const auto place = std::ranges::lower_bound(accounts, address, {}, &AccountDiff::address);
    return place != accounts.end() && place->address == address ? &*place : nullptr;
}

std::optional<Account> AmendedView::account(const Address& address) const {
    const auto* entry = find(address);
    return entry != nullptr ? entry->account : base_->account(address);
}

u256 AmendedView::storage(const Address& address, const u256& slot) const {
    const auto* entry = find(address);
    if (entry != nullptr) {
        const auto place =
            std::ranges::lower_bound(entry->storage, slot, {}, &std::pair<u256, u256>::first);
        if (place != entry->storage.end() && place->first == slot) return place->second;
        if (entry->storage_cleared) return {};
    }
    return base_->storage(address, slot);
}

std::shared_ptr<const Bytes> AmendedView::code(const Hash32& code_hash) const {
    const auto place = std::ranges::lower_bound(
        diff_->codes, code_hash, {}, &std::pair<Hash32, std::shared_ptr<const Bytes>>::first);
    if (place != diff_->codes.end() && place->first == code_hash) return place->second;
    return base_->code(code_hash);
}

bool AmendedView::has_storage(const Address& address) const {
    const auto* entry = find(address);
    if (entry != nullptr &&
        std::ranges::any_of(entry->storage, [](const auto& row) { return !row.second.is_zero(); }))
        return true;
    if (entry != nullptr && entry->storage_cleared) return false;
    return base_->has_storage(address);
}

}  // namespace dusk::dev
