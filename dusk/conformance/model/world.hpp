// The model's world: accounts in maps, copied whole where a snapshot is needed, and the notes that
// live for one transaction.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include <dusk/conformance/model/word.hpp>

namespace dusk::model {

struct Account {
    Word balance{};
    std::uint64_t nonce = 0;
    Bytes code;
    /// Non-zero slots only.
    std::map<Word, Word> storage;
    bool is_empty() const { return is_zero(balance) && nonce == 0 && code.empty(); }
    friend bool operator==(const Account&, const Account&) = default;
};

struct LogEntry {
    Address address;
    std::vector<Hash32> topics;
    Bytes data;
};

using Slot = std::pair<Address, Word>;
using Accounts = std::map<Address, Account>;

/// All that a failing call takes back.
struct World {
    Accounts accounts;
    std::set<Address> touched;
    std::set<Address> created;
    std::set<Address> destructed;
    std::set<Address> warm_addresses;
    std::set<Slot> warm_slots;
    std::map<Slot, Word> transient;
    std::vector<LogEntry> logs;
    std::int64_t refund = 0;
    /// Wei that is nobody's any more: what an account destroyed in favour of itself had.
    Word burned{};

    const Account* find(const Address& address) const {
        const auto it = accounts.find(address);
        return it == accounts.end() ? nullptr : &it->second;
    }
    bool exists(const Address& address) const { return find(address) != nullptr; }
    bool is_empty(const Address& address) const {
        const auto* account = find(address);
        return account == nullptr || account->is_empty();
    }
    Word balance(const Address& address) const {
        const auto* account = find(address);
        return account == nullptr ? Word{} : account->balance;
    }
    std::uint64_t nonce(const Address& address) const {
        const auto* account = find(address);
        return account == nullptr ? 0 : account->nonce;
    }
    Bytes code(const Address& address) const {
        const auto* account = find(address);
        return account == nullptr ? Bytes{} : account->code;
    }
    Word storage(const Address& address, const Word& slot) const {
        const auto* account = find(address);
        if (account == nullptr) return {};
        const auto it = account->storage.find(slot);
        return it == account->storage.end() ? Word{} : it->second;
    }

    /// For writing: made if need be.
    Account& touch(const Address& address) {
        touched.insert(address);
        return accounts[address];
    }
    void pay(const Address& address, const Word& amount) {
        auto& account = touch(address);
        account.balance = add(account.balance, amount);
    }
    void take(const Address& address, const Word& amount) {
        auto& account = touch(address);
        account.balance = sub(account.balance, amount);
    }
    void store(const Address& address, const Word& slot, const Word& value) {
        auto& storage = touch(address).storage;
        storage.erase(slot);
        if (!is_zero(value)) storage[slot] = value;
    }
    /// Whether it was warm before.
    bool warm(const Address& address) { return !warm_addresses.insert(address).second; }
    bool warm(const Slot& slot) { return !warm_slots.insert(slot).second; }
};

}  // namespace dusk::model
