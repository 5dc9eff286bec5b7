// StateDiff: what a block changed, sorted by address and slot, ready for flat tables and tries.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <dusk/core/state/account.hpp>

namespace dusk {

struct AccountDiff {
    Address address;
    /// The account after the block; none if it does not exist any more.
    std::optional<Account> account;
    /// All slots from before the block are gone (selfdestruct in the transaction of creation leaves
    /// none behind, so this is set only where the account existed with storage before).
    bool storage_cleared = false;
    /// Slots that changed, sorted, with their new value; zero means removed.
    std::vector<std::pair<u256, u256>> storage;
};

struct StateDiff {
    /// Sorted by address, each once. Only accounts that differ from the parent state.
    std::vector<AccountDiff> accounts;
    /// Code that this block created, by hash, sorted, each once.
    std::vector<std::pair<Hash32, std::shared_ptr<const Bytes>>> codes;
};

}  // namespace dusk
