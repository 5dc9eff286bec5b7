// The model's world: accounts in maps, and the notes that live for one transaction. Each change
// leaves behind what takes it back: a call may fail, and there may be many more calls than accounts
// that could be copied for each of them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
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

class World {
public:
    explicit World(Accounts accounts) : accounts_(std::move(accounts)) {}

    const Accounts& accounts() const { return accounts_; }
    const std::set<Address>& touched() const { return touched_; }
    const std::set<Address>& destructed() const { return destructed_; }
    const std::vector<LogEntry>& logs() const { return logs_; }
    std::int64_t refund() const { return refund_; }
    /// Wei that is nobody's any more: fees, and what an account destroyed in favour of itself had.
    const Word& burned() const { return burned_; }

    const Account* find(const Address& address) const {
        const auto it = accounts_.find(address);
        return it == accounts_.end() ? nullptr : &it->second;
    }
    bool exists(const Address& address) const { return find(address) != nullptr; }
    bool is_empty(const Address& address) const { return get(address).is_empty(); }
    bool is_created(const Address& address) const { return created_.contains(address); }
    bool is_destructed(const Address& address) const { return destructed_.contains(address); }
    const Word& balance(const Address& address) const { return get(address).balance; }
    std::uint64_t nonce(const Address& address) const { return get(address).nonce; }
    const Bytes& code(const Address& address) const { return get(address).code; }
    Word storage(const Address& address, const Word& slot) const {
        return value_at(get(address).storage, slot);
    }
    Word transient(const Slot& slot) const { return value_at(transient_, slot); }

    // Changes of accounts, which are made if need be.
    void touch(const Address& address) {
        insert(&World::touched_, address);
        if (accounts_.try_emplace(address).second)
            undos_.push_back([=](World& world) { world.accounts_.erase(address); });
    }
    void set_balance(const Address& address, const Word& balance) {
        set(address, &Account::balance, balance);
    }
    void set_nonce(const Address& address, std::uint64_t nonce) {
        set(address, &Account::nonce, nonce);
    }
    void set_code(const Address& address, Bytes code) {
        set(address, &Account::code, std::move(code));
    }
    void pay(const Address& address, const Word& amount) {
        set_balance(address, add(balance(address), amount));
    }
    void take(const Address& address, const Word& amount) {
        set_balance(address, sub(balance(address), amount));
    }
    void store(const Address& address, const Word& slot, const Word& value) {
        touch(address);
        undos_.push_back([=, old = storage(address, slot)](World& world) {
            put(world.accounts_[address].storage, slot, old);
        });
        put(accounts_[address].storage, slot, value);
    }

    // Notes of the transaction.
    /// Whether it was warm before.
    bool warm(const Address& address) { return !insert(&World::warm_addresses_, address); }
    bool warm(const Slot& slot) { return !insert(&World::warm_slots_, slot); }
    void note_created(const Address& address) { insert(&World::created_, address); }
    void note_destructed(const Address& address) { insert(&World::destructed_, address); }
    void set_transient(const Slot& slot, const Word& value) {
        undos_.push_back(
            [=, old = transient(slot)](World& world) { put(world.transient_, slot, old); });
        put(transient_, slot, value);
    }
    void log(LogEntry entry) {
        undos_.emplace_back([](World& world) { world.logs_.pop_back(); });
        logs_.push_back(std::move(entry));
    }
    void add_refund(std::int64_t gas) {
        undos_.emplace_back([gas](World& world) { world.refund_ -= gas; });
        refund_ += gas;
    }
    void burn(const Word& amount) {
        undos_.emplace_back([amount](World& world) { world.burned_ = sub(world.burned_, amount); });
        burned_ = add(burned_, amount);
    }

    /// A moment of this transaction, and the way back to it.
    std::size_t now() const { return undos_.size(); }
    void go_back_to(std::size_t moment) {
        for (; undos_.size() > moment; undos_.pop_back()) undos_.back()(*this);
    }

    /// Forgets the notes of the transaction before, and how its changes would be taken back.
    void start_txn() { *this = World{std::move(accounts_), burned_}; }
    /// For the end of a transaction, which nothing takes back.
    void remove(const Address& address) { accounts_.erase(address); }

private:
    World(Accounts accounts, const Word& burned)
        : accounts_(std::move(accounts)), burned_(burned) {}

    const Account& get(const Address& address) const {
        static const Account NONE;
        const auto* account = find(address);
        return account == nullptr ? NONE : *account;
    }
    template <typename Key>
    static Word value_at(const std::map<Key, Word>& values, const Key& key) {
        const auto it = values.find(key);
        return it == values.end() ? Word{} : it->second;
    }
    template <typename Key>
    static void put(std::map<Key, Word>& values, const Key& key, const Word& value) {
        values.erase(key);
        if (!is_zero(value)) values[key] = value;
    }
    template <typename Item>
    bool insert(std::set<Item> World::* set, const Item& item) {
        if (!(this->*set).insert(item).second) return false;
        undos_.push_back([=](World& world) { (world.*set).erase(item); });
        return true;
    }
    template <typename Value>
    void set(const Address& address, Value Account::* field, Value next) {
        touch(address);
        auto& value = accounts_[address].*field;
        undos_.push_back([=, old = std::exchange(value, std::move(next))](World& world) {
            world.accounts_[address].*field = old;
        });
    }

    Accounts accounts_;
    std::set<Address> touched_;
    std::set<Address> created_;
    std::set<Address> destructed_;
    std::set<Address> warm_addresses_;
    std::set<Slot> warm_slots_;
    std::map<Slot, Word> transient_;
    std::vector<LogEntry> logs_;
    std::int64_t refund_ = 0;
    Word burned_{};
    std::vector<std::function<void(World&)>> undos_;
};

}  // namespace dusk::model
