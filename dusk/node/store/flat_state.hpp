// The state at the head, flat: account by address, value by address and slot. Reads cost one
// lookup. Moving the head applies a block's diff and notes what was there before, so that it can
// move back.
#pragma once

#include <atomic>
#include <map>
#include <memory>

#include <dusk/core/state/state_diff.hpp>
#include <dusk/core/state/state_view.hpp>
#include <dusk/node/store/head_cache.hpp>
#include <dusk/node/store/node_tables.hpp>

namespace dusk::store {

/// The flat state of one moment; other heads may come meanwhile. Thread-safe.
class FlatStateView final : public StateView {
public:
    /// Made while the head that `snapshot` has is the cache's.
    FlatStateView(std::shared_ptr<const kv::Snapshot> snapshot, const NodeTables& tables,
                  HeadCache& cache)
        : snapshot_(std::move(snapshot)),
          tables_(tables),
          cache_(cache),
          generation_(cache.generation()) {}

    std::optional<Account> account(const Address& address) const override;
    u256 storage(const Address& address, const u256& slot) const override;
    std::shared_ptr<const Bytes> code(const Hash32& code_hash) const override;
    bool has_storage(const Address& address) const override;
    bool ok() const override { return ok_; }
    bool is_concurrent() const override { return true; }

private:
    std::optional<Bytes> read(std::uint8_t table, BytesView key) const;

    const std::shared_ptr<const kv::Snapshot> snapshot_;  ///< shared by all views of this head
    const NodeTables& tables_;
    HeadCache& cache_;
    std::uint64_t generation_;
    mutable std::atomic<bool> ok_ = true;
};

/// Several steps of the head on top of the flat tables, gathered into one batch.
class FlatStateWriter {
public:
    FlatStateWriter(const kv::Database& database, kv::Batch& batch)
        : database_(database), batch_(batch) {}

    /// Applies `diff` to the state that the writer has reached. Returns the diff that undoes it.
    kv::Result<StateDiff> apply(const StateDiff& diff);
    /// Tells the cache what the batch has changed, once it is written.
    void publish(HeadCache& cache) const;
    /// Memory that the writer holds beside the batch, about.
    std::size_t bytes() const noexcept { return bytes_; }

private:
    kv::Result<std::optional<Bytes>> read(std::uint8_t table, BytesView key) const;
    void write(std::uint8_t table, BytesView key, const Bytes& value);
    kv::Result<AccountDiff> apply(const AccountDiff& diff);
    kv::Result<void> collect_slots(const Address& address, AccountDiff& undo);

    const kv::Database& database_;
    kv::Batch& batch_;
    /// What this batch has written: table || key -> value, empty for erased.
    std::map<Bytes, Bytes> written_;
    std::size_t bytes_ = 0;
};

}  // namespace dusk::store
