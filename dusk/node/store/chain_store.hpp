// ChainStore: the L2 node's chain on disk. Blocks are stored as they are executed, on any branch;
// moving the head makes one branch canonical and brings the flat state to it, in one atomic batch.
// Thread-safe: one writer at a time (the engine), any number of readers.
//
// What is acknowledged survives kill -9: every write is in the store's log before it returns.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>

#include <dusk/core/chain/receipt.hpp>
#include <dusk/core/chain/state_trie.hpp>
#include <dusk/core/state/state_diff.hpp>
#include <dusk/node/genesis/genesis_file.hpp>
#include <dusk/node/store/node_tables.hpp>
#include <dusk/node/store/records.hpp>
#include <dusk/platform/kv/kv.hpp>

namespace dusk::store {

/// A block with everything its execution gave. `hash` is the header's.
struct ExecutedBlock {
    Hash32 hash;
    Header header;
    Body body;
    std::vector<Receipt> receipts;
    StateDiff diff;
    /// New trie nodes with their hashes (core/chain/state_trie.hpp).
    std::vector<std::pair<Hash32, Bytes>> nodes;
};

struct BlockRef {
    Hash32 hash;
    std::uint64_t number = 0;
    friend bool operator==(const BlockRef&, const BlockRef&) = default;
};

/// Where a canonical transaction stands.
struct TxnPlace {
    Hash32 block_hash;
    std::uint64_t block_number = 0;
    std::uint64_t index = 0;
};

struct StoreOptions {
    std::size_t cache_mb = 256;
    bool in_memory = false;
};

class ChainStore {
public:
    /// Opens the store in `folder`, creating it with `genesis`. A store of another genesis is
    /// refused.
    static kv::Result<std::unique_ptr<ChainStore>> open(const std::string& folder,
                                                        const genesis::Genesis& genesis,
                                                        const StoreOptions& options = {});

    const BlockRef& genesis_block() const noexcept { return genesis_; }
    BlockRef head() const;
    /// The genesis block until set.
    BlockRef safe() const;
    BlockRef finalized() const;

    // Blocks, on any branch unless said otherwise. None: not known.

    kv::Result<std::optional<Header>> header(const Hash32& hash) const;
    kv::Result<std::optional<Body>> body(const Hash32& hash) const;
    kv::Result<std::optional<std::vector<Receipt>>> receipts(const Hash32& hash) const;
    kv::Result<bool> contains(const Hash32& hash) const;
    /// The hash of the canonical block `number`.
    kv::Result<std::optional<Hash32>> canonical_hash(std::uint64_t number) const;
    kv::Result<bool> is_canonical(const BlockRef& block) const;
    kv::Result<std::optional<TxnPlace>> find_txn(const Hash32& txn_hash) const;

    // State.

    /// The state after block `hash`: flat tables for the head, the trie for others.
    kv::Result<std::unique_ptr<StateView>> state_after(const Hash32& hash) const;
    const NodeTables& tables() const noexcept { return *tables_; }

    // Writing.

    /// Stores a block whose parent is stored. The head does not move.
    kv::Result<void> insert(const ExecutedBlock& block);
    /// Makes `hash` and its ancestors canonical. The block must be stored.
    kv::Result<void> set_head(const Hash32& hash);
    /// Notes what is safe and final; both canonical. Undo records below final are dropped.
    kv::Result<void> set_safe_and_finalized(const BlockRef& safe, const BlockRef& finalized);

    kv::Database& database() noexcept { return *database_; }

private:
    explicit ChainStore(std::unique_ptr<kv::Database> database);

    kv::Result<void> create(const genesis::Genesis& genesis);
    kv::Result<void> load();
    kv::Result<std::optional<Header>> require_header(const Hash32& hash) const;

    std::unique_ptr<kv::Database> database_;
    std::unique_ptr<NodeTables> tables_;
    BlockRef genesis_;

    mutable std::shared_mutex mutex_;
    // Guarded by mutex_, as is the agreement of head_ with the flat tables.
    BlockRef head_;
    BlockRef safe_;
    BlockRef finalized_;
};

}  // namespace dusk::store
