#include <dusk/core/state/state.hpp>

namespace dusk {

void State::begin_transaction() {
    ++epoch_;
    journal_.clear();
    old_codes_.clear();
    touched_.clear();
    destructed_.clear();
    logs_.clear();
    transient_.clear();
}

void State::end_transaction(evm::Revision revision) {
    for (auto* record : destructed_)
        if (record->destructed_epoch == epoch_) destroy(*record);
    if (revision >= evm::Revision::spurious_dragon)
        for (auto* record : touched_)
            if (record->touched_epoch == epoch_ && record->exists && record->account.is_empty())
                destroy(*record);
    journal_.clear();
    old_codes_.clear();
    touched_.clear();
    destructed_.clear();
}

void State::revert(Snapshot snapshot) {
    DUSK_CHECK(snapshot <= journal_.size());
    while (journal_.size() > snapshot) {
        undo(journal_.back());
        journal_.pop_back();
    }
}

void State::undo(const JournalEntry& entry) {
    auto* record = entry.record;
    switch (entry.change) {
        case Change::balance:
            record->account.balance = entry.old;
            break;
        case Change::nonce:
            record->account.nonce = entry.old.low64();
            break;
        case Change::code: {
            auto& old = old_codes_.back();
            record->account.code_hash = old.hash;
            record->code = std::move(old.code);
            record->code_is_new = old.is_new;
            old_codes_.pop_back();
            break;
        }
        case Change::existence:
            record->exists = false;
            break;
        case Change::storage:
            record->storage.find(entry.key)->current = entry.old;
            break;
        case Change::transient:
            transient_[{record->address, entry.key}] = entry.old;
            break;
        case Change::warm_address:
            record->warm_epoch = 0;
            break;
        case Change::warm_slot:
            record->storage.find(entry.key)->warm_epoch = 0;
            break;
        case Change::created:
            record->created_epoch = 0;
            break;
        case Change::destructed:
            record->destructed_epoch = 0;
            destructed_.pop_back();
            break;
        case Change::touched:
            record->touched_epoch = 0;
            touched_.pop_back();
            break;
        case Change::log:
            logs_.pop_back();
            break;
    }
}

/// The account is gone, with all its slots; those read before are zero now.
void State::destroy(Record& record) {
    record.exists = false;
    record.account = {};
    record.code = nullptr;
    record.code_is_new = false;
    record.storage_cleared = true;
    for (auto& [key, slot] : record.storage) {
        slot.current = {};
        slot.is_loaded = true;
    }
}

// Records -----------------------------------------------------------------------------------

State::Record& State::record(const Address& address) {
    if (last_ != nullptr && last_->address == address) return *last_;
    const auto next = static_cast<std::uint32_t>(records_.size());
    const auto [position, is_new] = index_.try_insert(address, next);
    if (is_new) records_.emplace_back().address = address;
    last_ = &records_[*position];
    return *last_;
}

const State::Record* State::find(const Address& address) const {
    const auto* position = index_.find(address);
    return position != nullptr ? &records_[*position] : nullptr;
}

State::Record& State::loaded(const Address& address) {
    auto& found = record(address);
    if (found.is_loaded) [[likely]]
        return found;
    if (const auto account = parent_.account(address)) {
        found.exists = found.parent_exists = true;
        found.account = found.parent_account = *account;
    }
    found.is_loaded = true;
    return found;
}

State::Record& State::writable(const Address& address) {
    auto& found = loaded(address);
    if (!found.exists) {
        journal_.push_back({.change = Change::existence, .record = &found});
        found.exists = true;
    }
    touch(found);
    return found;
}

void State::touch(Record& record) {
    if (record.touched_epoch == epoch_) return;
    record.touched_epoch = epoch_;
    touched_.push_back(&record);
    journal_.push_back({.change = Change::touched, .record = &record});
}

const std::shared_ptr<const Bytes>& State::code_of(Record& record) {
    if (record.code == nullptr) {
        record.code = record.account.has_code() ? parent_.code(record.account.code_hash) : nullptr;
        if (record.code == nullptr) record.code = std::make_shared<const Bytes>();
    }
    return record.code;
}

// Accounts ----------------------------------------------------------------------------------

std::optional<Account> State::account(const Address& address) {
    const auto& found = loaded(address);
    return found.exists ? std::optional{found.account} : std::nullopt;
}

bool State::exists(const Address& address) { return loaded(address).exists; }
bool State::is_empty(const Address& address) { return loaded(address).account.is_empty(); }
u256 State::balance(const Address& address) { return loaded(address).account.balance; }
std::uint64_t State::nonce(const Address& address) { return loaded(address).account.nonce; }
Hash32 State::code_hash(const Address& address) { return loaded(address).account.code_hash; }

std::shared_ptr<const Bytes> State::code(const Address& address) {
    return code_of(loaded(address));
}

bool State::is_occupied(const Address& address) {
    auto& found = loaded(address);
    return found.account.nonce != 0 || found.account.has_code() || has_storage(address);
}

bool State::has_storage(const Address& address) {
    auto& found = loaded(address);
    for (const auto& [key, slot] : found.storage)
        if (slot.is_loaded && !slot.current.is_zero()) return true;
    return !found.storage_cleared && found.parent_exists && parent_.has_storage(address);
}

void State::touch(const Address& address) { writable(address); }

void State::set_balance(const Address& address, const u256& balance) {
    auto& found = writable(address);
    if (found.account.balance == balance) return;
    journal_.push_back({.change = Change::balance, .record = &found, .old = found.account.balance});
    found.account.balance = balance;
}

void State::add_balance(const Address& address, const u256& amount) {
    set_balance(address, balance(address) + amount);
}

void State::sub_balance(const Address& address, const u256& amount) {
    const auto present = balance(address);
    DUSK_CHECK(amount <= present);
    set_balance(address, present - amount);
}

void State::set_nonce(const Address& address, std::uint64_t nonce) {
    auto& found = writable(address);
    if (found.account.nonce == nonce) return;
    journal_.push_back({.change = Change::nonce, .record = &found, .old = found.account.nonce});
    found.account.nonce = nonce;
}

void State::set_code(const Address& address, Bytes code) {
    auto& found = writable(address);
    journal_.push_back({.change = Change::code, .record = &found});
    old_codes_.push_back({found.account.code_hash, std::move(found.code), found.code_is_new});
    found.account.code_hash = code.empty() ? EMPTY_CODE_HASH : keccak256(code);
    found.code = std::make_shared<const Bytes>(std::move(code));
    found.code_is_new = true;
}

void State::create_contract(const Address& address) {
    auto& found = writable(address);
    if (found.created_epoch == epoch_) return;
    journal_.push_back({.change = Change::created, .record = &found});
    found.created_epoch = epoch_;
}

bool State::is_created_in_transaction(const Address& address) {
    return record(address).created_epoch == epoch_;
}

void State::mark_destructed(const Address& address) {
    auto& found = writable(address);
    if (found.destructed_epoch == epoch_) return;
    found.destructed_epoch = epoch_;
    destructed_.push_back(&found);
    journal_.push_back({.change = Change::destructed, .record = &found});
}

bool State::is_destructed(const Address& address) {
    return record(address).destructed_epoch == epoch_;
}

}  // namespace dusk
