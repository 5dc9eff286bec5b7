// SharedView: the parent state of a block for several threads. Each account and slot is read once
// from the store, by whoever asks first, or ahead of execution by prefetch().
#pragma once

#include <array>
#include <mutex>
#include <span>
#include <utility>

#include <dusk/core/base/flat_map.hpp>
#include <dusk/core/chain/transaction.hpp>
#include <dusk/core/state/state_view.hpp>

namespace dusk::parallel {

class SharedView final : public StateView {
public:
    /// `base` outlives the view. Unless it is concurrent it is read by one thread at a time.
    explicit SharedView(const StateView& base)
        : base_(base), one_at_a_time_(!base.is_concurrent()) {}

    std::optional<Account> account(const Address& address) const override;
    u256 storage(const Address& address, const u256& slot) const override;
    std::shared_ptr<const Bytes> code(const Hash32& code_hash) const override;
    bool has_storage(const Address& address) const override;
    bool ok() const override { return base_.ok(); }
    bool is_concurrent() const override { return true; }

private:
    static constexpr std::size_t SHARDS = 16;

    struct Shard {
        std::mutex mutex;
        // Guarded by mutex:
        FlatMap<Address, std::optional<Account>> accounts;
        FlatMap<std::pair<Address, u256>, u256> slots;
    };

    template <class Key>
    Shard& shard_of(const Key& key) const {
        // The maps use the low bits.
        return shards_[(hash_(key) >> 32) % SHARDS];
    }
    std::unique_lock<std::mutex> base_lock() const;

    const StateView& base_;
    const bool one_at_a_time_;
    mutable std::mutex base_mutex_;
    const FlatHash hash_;
    mutable std::array<Shard, SHARDS> shards_;
};

/// Reads what `txn` from `sender` names: both accounts, the recipient's code, the access list.
void prefetch(const StateView& view, const Transaction& txn, const Address& sender);

}  // namespace dusk::parallel
