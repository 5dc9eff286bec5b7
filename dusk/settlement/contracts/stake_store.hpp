// Storage of the stake contract. Entries by account: slot keccak256("stake" || key); the list of
// accounts: slot keccak256("account" || index u64 BE), its size at keccak256("accounts"); accounts
// changed in the running block: keccak256("changed").
#pragma once

#include <dusk/settlement/contracts/stake_data.hpp>

namespace dusk::settlement {

Hash32 stake_entry_slot(const AccountKey& account);
Hash32 stake_account_slot(std::uint64_t index);
Hash32 stake_count_slot();
Hash32 stake_changed_slot();

/// Entries seen through a host. Writing keeps the account list and the change list.
class StakeStore {
public:
    explicit StakeStore(ContractHost& host) : host_(host) {}

    std::optional<StakeEntry> find(const AccountKey& account) const;
    void put(const StakeEntry& entry);
    std::uint64_t count() const;
    std::optional<StakeEntry> at(std::uint64_t index) const;
    void clear_changes() { host_.store(stake_changed_slot(), {}); }
    /// `(account[96] || flag u8 || [entry before])...` of the running block.
    Bytes changes() const { return host_.load(stake_changed_slot()); }

private:
    ContractHost& host_;
};

}  // namespace dusk::settlement
