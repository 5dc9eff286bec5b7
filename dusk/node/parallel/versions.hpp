// Versions: what the transactions of a block have written so far, each write under the index of
// its transaction, so that a transaction can be executed before those ahead of it are final. A
// version is either final or a guess of a run that may be repeated. Thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <vector>

#include <dusk/core/base/flat_map.hpp>
#include <dusk/core/state/state.hpp>
#include <dusk/node/parallel/shared_view.hpp>

namespace dusk::parallel {

using TxnIndex = std::uint32_t;

class Versions {
public:
    struct AccountVersion {
        TxnIndex index = 0;
        std::optional<Account> account;
    };
    struct SlotVersion {
        TxnIndex index = 0;
        u256 value;
    };

    /// Notes the writes of transaction `index`.
    void publish(TxnIndex index, const StateDiff& diff);
    /// Takes back what `diff` published.
    void retract(TxnIndex index, const StateDiff& diff);

    /// The newest version ahead of transaction `before`; none: nobody has written it.
    std::optional<AccountVersion> account(const Address& address, TxnIndex before) const;
    std::optional<SlotVersion> slot(const Address& address, const u256& slot,
                                    TxnIndex before) const;
    /// Code that a transaction of the block created, or null.
    std::shared_ptr<const Bytes> code(const Hash32& code_hash) const;
    /// Whether any transaction has removed a whole account with its storage.
    bool has_removals() const noexcept { return has_removals_.load(std::memory_order_acquire); }

private:
    static constexpr std::size_t SHARDS = 16;

    struct Shard {
        mutable std::mutex mutex;
        // Guarded by mutex; versions of one place are sorted by index.
        FlatMap<Address, std::vector<AccountVersion>> accounts;
        FlatMap<std::pair<Address, u256>, std::vector<SlotVersion>> slots;
    };

    template <class Key>
    Shard& shard_of(const Key& key) const {
        // The maps use the low bits.
        return shards_[(hash_(key) >> 32) % SHARDS];
    }

    const FlatHash hash_;
    mutable std::array<Shard, SHARDS> shards_;
    std::atomic<bool> has_removals_ = false;
    mutable std::mutex codes_mutex_;
    /// Guarded by codes_mutex_.
    FlatMap<Hash32, std::shared_ptr<const Bytes>> codes_;
};

/// What a transaction read, with the values it saw.
struct ReadSet {
    std::vector<std::pair<Address, std::optional<Account>>> accounts;
    struct SlotRead {
        Address address;
        u256 slot;
        u256 value;
    };
    std::vector<SlotRead> slots;

    /// Whether `state` holds all of it.
    bool holds_in(State& state) const;
};

/// The state ahead of transaction `index` as far as it is known. Belongs to one thread.
class VersionedView final : public StateView {
public:
    /// `uncertain`: accounts whose balance every transaction changes.
    VersionedView(const SharedView& base, const Versions& versions, TxnIndex index,
                  const std::vector<Address>& uncertain)
        : base_(base), versions_(versions), index_(index), uncertain_(uncertain) {}

    std::optional<Account> account(const Address& address) const override;
    u256 storage(const Address& address, const u256& slot) const override;
    std::shared_ptr<const Bytes> code(const Hash32& code_hash) const override;
    bool has_storage(const Address& address) const override;
    bool ok() const override { return base_.ok(); }

    /// False: something was read that only the final state can tell.
    bool is_certain() const noexcept { return is_certain_; }
    ReadSet take_reads() { return std::move(reads_); }

private:
    const SharedView& base_;
    const Versions& versions_;
    const TxnIndex index_;
    const std::vector<Address>& uncertain_;
    mutable bool is_certain_ = true;
    mutable ReadSet reads_;
};

/// A state that others add to meanwhile, for the thread that owns it.
class FinalView final : public StateView {
public:
    FinalView(State& state, const SharedView& base, const Versions& versions)
        : state_(state), base_(base), versions_(versions) {}

    std::optional<Account> account(const Address& address) const override {
        return state_.account(address);
    }
    u256 storage(const Address& address, const u256& slot) const override {
        return state_.storage(address, slot);
    }
    std::shared_ptr<const Bytes> code(const Hash32& code_hash) const override;
    bool has_storage(const Address& address) const override { return state_.has_storage(address); }
    bool ok() const override { return base_.ok(); }

private:
    State& state_;
    const SharedView& base_;
    const Versions& versions_;
};

}  // namespace dusk::parallel
