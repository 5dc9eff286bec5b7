// The ledger on disk: blocks with what their transactions did, labels, blobs, contract storage and
// its trie, waiting transactions. One block is one atomic batch, so that the store is always at a
// block boundary.
//
// Column families (keys -> values; heights and indices big-endian):
//   meta     name -> value             blocks  height -> block record (label not kept up to date)
//   labels   height -> kind, count     hashes  block hash -> height
//   txs      tx id -> height, index    blobs   versioned hash -> commitment, proof, blob
//   blobs_at height -> hashes          slots   contract, slot -> value
//   nodes    hash -> trie node         undo    height -> slots before the block
//   mempool  tx id -> received ms, protocol bytes
#pragma once

#include <functional>

#include <dusk/platform/kv/kv.hpp>
#include <dusk/settlement/consensus/finality.hpp>
#include <dusk/settlement/mempool/mempool.hpp>
#include <dusk/settlement/state/state_root.hpp>

namespace dusk::settlement {

struct TxLocation {
    std::uint64_t height = 0;
    std::uint32_t index = 0;
};

/// What a block adds.
struct BlockCommit {
    BlockRecord record;
    /// Sidecars of the block's blobs.
    std::vector<std::shared_ptr<const BlobSidecar>> sidecars;
    std::vector<StorageChange> changes;
    std::vector<std::pair<Hash32, Bytes>> nodes;
    /// Labels of earlier blocks that change.
    std::vector<LabelledBlock> relabelled;
    /// Blobs of blocks up to this height are deleted.
    std::optional<std::uint64_t> expire_blobs_to;
    /// Ids that leave the mempool.
    std::vector<Hash32> leave_mempool;
};

/// Contract storage at the moment of construction. Empty after a disk error; ok() tells.
class StoredState final : public StateSource {
public:
    explicit StoredState(kv::Snapshot snapshot) : snapshot_(std::move(snapshot)) {}
    Bytes load(const ContractId& contract, const Hash32& slot) const override;
    bool ok() const noexcept { return ok_; }

private:
    kv::Snapshot snapshot_;
    mutable bool ok_ = true;
};

class LedgerStore final : public NodeSource {
public:
    /// In memory if `path` is empty.
    static kv::Result<std::unique_ptr<LedgerStore>> open(const std::string& path);

    // The chain. A failure of the disk reads as absence and is remembered: see healthy().
    std::optional<std::uint64_t> tip_height() const;
    std::optional<BlockRecord> record(std::uint64_t height) const;
    std::optional<std::uint64_t> height_of(const Hash32& block_hash) const;
    std::optional<TxLocation> locate_tx(const Hash32& id) const;
    FinalityLabel label(std::uint64_t height) const;
    std::uint64_t final_height() const;
    std::optional<Bytes> sidecar(const Hash32& versioned_hash) const;
    /// A block with the sidecars that are still kept.
    Block with_sidecars(const Block& block) const;
    std::shared_ptr<const Bytes> node(const Hash32& hash) const override;
    StoredState state() const { return StoredState(db_->snapshot()); }
    bool healthy() const noexcept { return healthy_; }

    kv::Result<void> commit(const BlockCommit& block);
    /// Takes back all blocks above `height`, blobs included. Labels of the rest become what they
    /// were when `height` was the tip: the caller gives them.
    kv::Result<void> revert_to(std::uint64_t height, const std::vector<LabelledBlock>& labels);

    // The mempool's copy.
    kv::Result<void> add_waiting(const MempoolEntry& entry, const std::vector<Hash32>& gone);
    kv::Result<void> remove_waiting(const std::vector<Hash32>& ids);
    std::vector<MempoolEntry> waiting() const;

    /// Names the network: a store of another genesis is refused by the node.
    std::optional<Bytes> meta(std::string_view name) const;
    kv::Result<void> set_meta(std::string_view name, BytesView value);

private:
    explicit LedgerStore(std::unique_ptr<kv::Database> db) : db_(std::move(db)) {}
    std::optional<Bytes> read(kv::Family family, BytesView key) const;

    std::unique_ptr<kv::Database> db_;
    mutable bool healthy_ = true;
};

}  // namespace dusk::settlement
