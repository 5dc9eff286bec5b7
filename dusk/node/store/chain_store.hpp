// ChainStore: the L2 node's chain on disk. Blocks are stored as they are executed, on any branch;
// moving the head makes one branch canonical and brings the flat state to it, in one atomic batch.
// Thread-safe: one writer at a time (the engine), any number of readers.
//
// What is acknowledged survives kill -9: every write is in the store's log before it returns. Trie
// nodes are not written with their block: they follow from its diff, which is, and go to the tables
// many blocks at a time. ARCHITECTURE.md ("State on disk") has the layout and its invariants.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <thread>

#include <dusk/core/chain/receipt.hpp>
#include <dusk/core/chain/state_trie.hpp>
#include <dusk/core/state/state_diff.hpp>
#include <dusk/node/genesis/genesis_file.hpp>
#include <dusk/node/store/block_bound.hpp>
#include <dusk/node/store/block_ref.hpp>
#include <dusk/node/store/head_cache.hpp>
#include <dusk/node/store/layer_map.hpp>
#include <dusk/node/store/node_tables.hpp>
#include <dusk/node/store/records.hpp>
#include <dusk/node/store/trie_reader.hpp>
#include <dusk/node/store/unflushed.hpp>
#include <dusk/platform/kv/kv.hpp>

namespace dusk::store {

/// A block with everything its execution gave. `hash` is the header's.
struct ExecutedBlock {
    Hash32 hash;
    Header header;
    Body body;
    std::vector<Receipt> receipts;
    StateDiff diff;
    /// New trie nodes with their hashes, their places, and the places that are empty now
    /// (core/chain/state_trie.hpp). Without places the store computes them again.
    std::vector<std::pair<Hash32, Bytes>> nodes;
    std::vector<NodePlace> places{};
    std::vector<NodePlace> removed{};
    /// Spares the store to make them again, where whoever made the block had them anyway: its
    /// transactions and receipts in EIP-2718 form, and the hashes of the transactions. Each empty
    /// or complete.
    std::vector<Bytes> encoded_txns{};
    std::vector<Bytes> encoded_receipts{};
    std::vector<Hash32> txn_hashes{};
};

/// Where a canonical transaction stands.
struct TxnPlace {
    Hash32 block_hash;
    std::uint64_t block_number = 0;
    std::uint64_t index = 0;
};

/// A block and the state after it.
struct StateAt {
    BlockRef ref;
    std::unique_ptr<StateView> view;
};

/// 30 days of blocks of 2 seconds.
inline constexpr std::uint64_t HISTORY_BLOCKS_DEFAULT = 1'296'000;

struct StoreOptions {
    /// Memory for caches and write buffers together.
    std::size_t cache_mb = 256;
    bool in_memory = false;
    bool read_only = false;
    /// Keep the state of every block.
    bool archive = false;
    /// Blocks behind the head whose state is kept and to which the head can go back.
    std::uint64_t history_blocks = HISTORY_BLOCKS_DEFAULT;
    /// Trie nodes of this many blocks are written at a time.
    std::uint64_t flush_blocks = 64;
    /// Of them so many stay in memory: shorter reorganisations touch no trie on disk.
    std::uint64_t unflushed_blocks = 16;
    /// What one atomic step of a long move of the head or of a long flush may take: full blocks
    /// change much, and 512 of them would need hundreds of megabytes.
    BlockBound step{};
    /// Layers in memory, and those between the tables and a block whose state can be read. The
    /// canonical chain's are flushed before they come near it.
    BlockBound layers{.blocks_max = 4096, .bytes_max = 256 * 1024 * 1024};
    /// Flush on a thread of the store's own.
    bool background = true;
    /// Without it closing is like a crash: the next start has to compute the rest again.
    bool flush_on_close = true;
    /// Told of damage and full disks that readers and background work run into, on any thread.
    std::function<void(const kv::Error&)> on_error{};
    std::shared_ptr<kv::DiskBudget> disk_budget{};
};

class ChainStore {
public:
    /// Opens the store in `folder`, creating it with `genesis`. A store of another genesis is
    /// refused.
    static kv::Result<std::unique_ptr<ChainStore>> open(const std::string& folder,
                                                        const genesis::Genesis& genesis,
                                                        const StoreOptions& options = {});
    /// Opens a store that is there, whatever its genesis.
    static kv::Result<std::unique_ptr<ChainStore>> open_existing(const std::string& folder,
                                                                 const StoreOptions& options = {});
    /// Flushes what it can; what it cannot is computed again when the store is next opened.
    ~ChainStore();

    const BlockRef& genesis_block() const noexcept { return genesis_; }
    BlockRef head() const;
    /// The genesis block until set.
    BlockRef safe() const;
    BlockRef finalized() const;
    /// The oldest canonical block whose state can be read.
    std::uint64_t oldest_state() const;

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

    StateAt head_state() const;
    /// The state after block `hash`: flat tables for the head, the trie for others.
    kv::Result<std::unique_ptr<StateView>> state_after(const Hash32& hash) const;
    /// All tries of the state after block `hash`, for proofs and roots.
    kv::Result<std::unique_ptr<NodeSource>> nodes_after(const Hash32& hash) const;
    /// Code of any block; trie nodes of recent blocks.
    const NodeTables& tables() const noexcept { return *tables_; }

    // Writing.

    /// Stores a block whose parent is stored. The head does not move.
    kv::Result<void> insert(const ExecutedBlock& block);
    /// Makes `hash` and its ancestors canonical. The block must be stored, and the state of the
    /// block where the branches part must be kept.
    kv::Result<void> set_head(const Hash32& hash);
    /// Notes what is safe and final; both canonical. Other branches below final are dropped.
    kv::Result<void> set_safe_and_finalized(const BlockRef& safe, const BlockRef& finalized);

    /// Writes the trie nodes of all canonical blocks but the last `keep` to the tables, and moves
    /// the window of kept states on.
    kv::Result<void> flush(std::uint64_t keep = 0);
    /// Frees the space of all that is outside the window, now.
    kv::Result<void> prune();

    kv::Database& database() noexcept { return *database_; }
    const kv::Database& database() const noexcept { return *database_; }

private:
    class Recent;
    class Step;
    using Doubtful = std::vector<std::pair<std::uint64_t, std::uint64_t>>;
    struct Path;

    ChainStore(std::unique_ptr<kv::Database> database, const StoreOptions& options);
    kv::Result<void> create(const genesis::Genesis& genesis);
    kv::Result<void> load();
    kv::Result<void> settle_after_crash();

    kv::Result<std::unique_ptr<TrieReader>> reader(const Hash32& hash) const;
    kv::Result<std::shared_ptr<const TrieLayer>> compute_layer(const BlockRef& block,
                                                               const StateDiff& diff,
                                                               const TrieReader& below) const;
    kv::Result<std::shared_ptr<const TrieLayer>> layer_on(const TrieReader& below,
                                                          const BlockRef& block) const;
    std::shared_ptr<const TrieLayer> find_layer(const BlockRef& block) const;
    BlockRef flushed() const;
    kv::Result<BlockRef> parent_of(const BlockRef& block) const;
    void take_head_snapshot();
    void remember_layer(std::shared_ptr<const TrieLayer> layer) const;
    kv::Result<Path> path_to(const BlockRef& target) const;
    kv::Result<void> move_along(const Path& path);
    kv::Result<BlockRef> flush_step(BlockRef done, std::uint64_t target);
    kv::Result<void> publish_flush(const BlockRef& flushed);
    void drop_diffs(kv::Batch& batch, std::uint64_t from, std::uint64_t to) const;
    kv::Result<void> request_flush();
    std::uint64_t blocks_to_keep() const;
    void run_background();

    const StoreOptions options_;
    std::unique_ptr<kv::Database> database_;
    std::unique_ptr<Recent> recent_;
    std::unique_ptr<NodeTables> tables_;
    std::unique_ptr<HeadCache> cache_;
    BlockRef genesis_;

    // Taken in this order: writer_ by who moves the head, flush_mutex_ by who writes trie nodes or
    // takes back written ones, mutex_ by all.
    std::mutex writer_;
    std::mutex flush_mutex_;
    mutable std::shared_mutex mutex_;
    // Guarded by mutex_, as is the agreement of these with the tables.
    BlockRef head_;
    /// The tables when the head came there. Shared with those who read the state at the head.
    std::shared_ptr<const kv::Snapshot> head_snapshot_;
    BlockRef safe_;
    BlockRef finalized_;
    /// The canonical block up to which the trie tables are complete, and what is above it.
    BlockRef flushed_;
    Unflushed unflushed_;
    std::uint64_t oldest_state_ = 0;
    Doubtful doubtful_;
    /// Blocks above `flushed_` and on other branches, as far as they are in memory.
    mutable LayerMap layers_;

    std::mutex background_mutex_;
    std::condition_variable background_wake_;
    // Guarded by background_mutex_:
    bool flush_wanted_ = false;
    bool stopping_ = false;
    std::optional<kv::Error> flush_error_;
    std::thread background_;
    bool is_loaded_ = false;
};

}  // namespace dusk::store
