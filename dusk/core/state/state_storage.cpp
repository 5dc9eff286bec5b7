// State: storage, transient storage, warmth and logs.
#include <dusk/core/state/state.hpp>

namespace dusk {

State::Slot& State::slot(Record& record, const u256& key) {
    return *record.storage.try_insert(key, {}).first;
}

State::Slot& State::loaded_slot(Record& record, const u256& key) {
    auto& found = slot(record, key);
    if (!found.is_loaded) {
        if (!record.storage_cleared && record.parent_exists)
            found.current = found.parent = parent_.storage(record.address, key);
        found.is_loaded = true;
    }
    if (found.original_epoch != epoch_) {
        found.original_epoch = epoch_;
        found.original = found.current;
    }
    return found;
}

// Storage -----------------------------------------------------------------------------------

u256 State::storage(const Address& address, const u256& slot) {
    return loaded_slot(loaded(address), slot).current;
}

StorageValue State::storage_value(const Address& address, const u256& slot) {
    const auto& found = loaded_slot(loaded(address), slot);
    return {found.current, found.original};
}

void State::set_storage(const Address& address, const u256& slot, const u256& value) {
    auto& owner = writable(address);
    auto& found = loaded_slot(owner, slot);
    if (found.current == value) return;
    journal_.push_back(
        {.change = Change::storage, .record = &owner, .key = slot, .old = found.current});
    found.current = value;
}

u256 State::transient_storage(const Address& address, const u256& slot) const {
    const auto* found = transient_.find({address, slot});
    return found != nullptr ? *found : u256{};
}

void State::set_transient_storage(const Address& address, const u256& slot, const u256& value) {
    auto& found = transient_[{address, slot}];
    if (found == value) return;
    journal_.push_back(
        {.change = Change::transient, .record = &record(address), .key = slot, .old = found});
    found = value;
}

// Warmth and logs ---------------------------------------------------------------------------

bool State::warm_address(const Address& address) {
    auto& found = record(address);
    if (found.warm_epoch == epoch_) return true;
    found.warm_epoch = epoch_;
    journal_.push_back({.change = Change::warm_address, .record = &found});
    return false;
}

bool State::warm_slot(const Address& address, const u256& key) {
    auto& owner = record(address);
    auto& found = slot(owner, key);
    if (found.warm_epoch == epoch_) return true;
    found.warm_epoch = epoch_;
    journal_.push_back({.change = Change::warm_slot, .record = &owner, .key = key});
    return false;
}

bool State::is_warm(const Address& address) const {
    const auto* found = find(address);
    return found != nullptr && found->warm_epoch == epoch_;
}

bool State::is_warm(const Address& address, const u256& key) const {
    const auto* owner = find(address);
    const auto* found = owner != nullptr ? owner->storage.find(key) : nullptr;
    return found != nullptr && found->warm_epoch == epoch_;
}

void State::add_log(const Address& address, std::vector<Hash32> topics, Bytes data) {
    logs_.push_back({address, std::move(topics), std::move(data)});
    journal_.push_back({.change = Change::log});
}

}  // namespace dusk
