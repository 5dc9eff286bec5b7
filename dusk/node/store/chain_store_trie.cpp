// ChainStore: tries of all blocks, between layers in memory and the versioned tables.
#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/store/chain_store.hpp>
#include <dusk/node/store/flat_state.hpp>
#include <dusk/node/store/open_tables.hpp>
#include <dusk/node/store/rows.hpp>

namespace dusk::store {
namespace {

/// Layers in memory: more only wait if blocks come without ever becoming the head.
constexpr std::size_t LAYERS_MAX = 4096;
/// Versions of a place that are searched for a node of a block that is not named.
constexpr int RECENT_VERSIONS_MAX = 4096;
/// Flushes that may be missing before the head waits for what is wrong with them.
constexpr std::uint64_t FLUSHES_MISSING_MAX = 8;

Bytes encode_ref(const BlockRef& ref) { return to_bytes(block_key(ref.number, ref.hash)); }

/// A block's state, read through its tries.
class HistoricState final : public StateView {
public:
    HistoricState(std::unique_ptr<TrieReader> nodes, const Hash32& root, const NodeTables& tables)
        : nodes_(std::move(nodes)), view_(root, *nodes_, tables) {}

    std::optional<Account> account(const Address& address) const override {
        return view_.account(address);
    }
    u256 storage(const Address& address, const u256& slot) const override {
        return view_.storage(address, slot);
    }
    std::shared_ptr<const Bytes> code(const Hash32& code_hash) const override {
        return view_.code(code_hash);
    }
    bool has_storage(const Address& address) const override { return view_.has_storage(address); }
    bool ok() const override { return view_.ok(); }

private:
    std::unique_ptr<TrieReader> nodes_;
    TrieStateView view_;
};

}  // namespace

/// Nodes of whatever block has them, for callers that do not say which.
class ChainStore::Recent final : public NodeSource {
public:
    explicit Recent(const ChainStore& store) : store_(store) {}

    SharedBytes node(const Hash32&) const override { return nullptr; }
    SharedBytes node_at(const NodePlace& place, const Hash32& hash) const override {
        const std::shared_lock lock(store_.mutex_);
        for (const auto& [block, layer] : store_.layers_)
            if (const auto* found = layer->nodes.find(hash)) return *found;
        const auto snapshot = store_.database_->snapshot();
        auto newest = snapshot.iterate_versions(node_table(place));
        auto stored = find_version(newest, place, ~std::uint64_t{0}, hash, RECENT_VERSIONS_MAX);
        if (const auto status = newest.status(); !status) store_.tables_->report(status.error());
        if (stored != nullptr) store_.tables_->remember_node(hash, stored);
        return stored;
    }

private:
    const ChainStore& store_;
};

ChainStore::ChainStore(std::unique_ptr<kv::Database> database, const StoreOptions& options)
    : options_(options),
      database_(std::move(database)),
      recent_(std::make_unique<Recent>(*this)),
      tables_(std::make_unique<NodeTables>(*database_, (options.cache_mb << 20) / 5,
                                           (options.cache_mb << 20) / 20)),
      cache_(std::make_unique<HeadCache>((options.cache_mb << 20) / 20 * 3)) {
    tables_->set_recent(*recent_);
    tables_->set_error_listener(options_.on_error);
}

ChainStore::~ChainStore() {
    {
        const std::lock_guard lock(background_mutex_);
        stopping_ = true;
    }
    background_wake_.notify_all();
    if (background_.joinable()) background_.join();
    if (options_.read_only || options_.in_memory || !options_.flush_on_close || !is_loaded_) return;
    if (const auto flushed = flush(); !flushed) tables_->report(flushed.error());
}

kv::Result<std::unique_ptr<ChainStore>> ChainStore::open(const std::string& folder,
                                                         const genesis::Genesis& genesis,
                                                         const StoreOptions& options) {
    DUSK_TRY(database, open_tables(folder, options, true));
    std::unique_ptr<ChainStore> store(new ChainStore(std::move(database), options));
    DUSK_TRY_VOID(store->create(genesis));
    DUSK_TRY_VOID(store->load());
    return store;
}

kv::Result<std::unique_ptr<ChainStore>> ChainStore::open_existing(const std::string& folder,
                                                                  const StoreOptions& options) {
    DUSK_TRY(database, open_tables(folder, options, false));
    std::unique_ptr<ChainStore> store(new ChainStore(std::move(database), options));
    DUSK_TRY(genesis, store->database_->get(Table::meta, as_bytes(META_GENESIS)));
    if (!genesis)
        return std::unexpected(
            kv::Error{kv::ErrorKind::missing, folder + ": the store has no chain yet"});
    DUSK_TRY_VOID(store->load());
    return store;
}

/// A crash lost the layers: they are computed again and written, over what a flush that was cut off
/// may have left.
kv::Result<void> ChainStore::settle_after_crash() {
    if (!options_.read_only) DUSK_TRY_VOID(flush());
    DUSK_TRY(nodes, reader(head_.hash));
    DUSK_TRY(header, require_header(*database_, head_.hash));
    if (header.state_root != EMPTY_TRIE_ROOT && nodes->node_at({}, header.state_root) == nullptr)
        return std::unexpected(
            corrupt("the state of the head block " + std::to_string(head_.number) + " is missing"));
    is_loaded_ = true;
    if (options_.background && !options_.read_only)
        background_ = std::thread([this] { run_background(); });
    return {};
}

BlockRef ChainStore::flushed() const {
    const std::shared_lock lock(mutex_);
    return flushed_;
}

std::shared_ptr<const TrieLayer> ChainStore::find_layer(const Hash32& hash) const {
    const std::shared_lock lock(mutex_);
    const auto found = layers_.find(hash);
    return found != layers_.end() ? found->second : nullptr;
}

void ChainStore::remember_layer(std::shared_ptr<const TrieLayer> layer) const {
    for (const auto& [hash, node] : layer->nodes) tables_->remember_node(hash, node);
    const std::unique_lock lock(mutex_);
    const auto hash = layer->block.hash;
    layers_.insert_or_assign(hash, std::move(layer));
    if (layers_.size() <= LAYERS_MAX) return;
    layers_.erase(std::ranges::min_element(
        layers_, {}, [](const auto& entry) { return entry.second->block.number; }));
}

kv::Result<std::shared_ptr<const TrieLayer>> ChainStore::compute_layer(
    const BlockRef& block, const StateDiff& diff, const TrieReader& below) const {
    DUSK_TRY(header, require_header(*database_, block.hash));
    DUSK_TRY(parent, require_header(*database_, header.parent_hash));
    const auto update = apply_state_diff(parent.state_root, diff, below);
    if (!update || update->state_root != header.state_root)
        return std::unexpected(corrupt("the state of block " + std::to_string(block.number) +
                                       " cannot be computed again"));
    return std::shared_ptr<const TrieLayer>(make_layer(
        block, header.parent_hash, {diff, update->nodes, update->places, update->removed}));
}

kv::Result<std::unique_ptr<TrieReader>> ChainStore::reader(const Hash32& hash) const {
    DUSK_TRY(top, require_header(*database_, hash));
    struct Missing {
        BlockRef block;
        std::shared_ptr<const TrieLayer> layer;
    };
    std::vector<Missing> above;  // the tables, newest first
    std::unique_ptr<TrieReader> result;
    {
        const std::shared_lock lock(mutex_);
        auto snapshot = database_->snapshot();
        BlockRef at{hash, top.number};
        for (;;) {
            if (at.number <= flushed_.number) {
                DUSK_TRY(canonical, store::is_canonical(snapshot, at));
                if (canonical) break;
            }
            if (at.number == 0) return std::unexpected(corrupt("a block has no genesis block"));
            const auto found = layers_.find(at.hash);
            above.push_back({at, found != layers_.end() ? found->second : nullptr});
            auto parent = above.back().layer ? above.back().layer->parent : Hash32{};
            if (!above.back().layer) {
                DUSK_TRY(header, require_header(snapshot, at.hash));
                parent = header.parent_hash;
            }
            at = {parent, at.number - 1};
        }
        if (at.number < oldest_state_)
            return std::unexpected(kv::Error{kv::ErrorKind::missing,
                                             "the state of block " + std::to_string(at.number) +
                                                 " is no longer kept; the oldest is of block " +
                                                 std::to_string(oldest_state_)});
        result = std::make_unique<TrieReader>(std::move(snapshot), at.number, Layers{}, *tables_);
    }
    for (auto step = above.rbegin(); step != above.rend(); ++step) {
        if (!step->layer) {
            DUSK_TRY(diff, require_diff(result->snapshot(), step->block));
            DUSK_TRY(layer, compute_layer(step->block, diff, *result));
            remember_layer(layer);
            step->layer = std::move(layer);
        }
        result->add(step->layer);
    }
    return result;
}

kv::Result<std::unique_ptr<NodeSource>> ChainStore::nodes_after(const Hash32& hash) const {
    DUSK_TRY(nodes, reader(hash));
    return std::unique_ptr<NodeSource>(std::move(nodes));
}

StateAt ChainStore::head_state() const {
    const std::shared_lock lock(mutex_);
    return {head_, std::make_unique<FlatStateView>(head_snapshot_, *tables_, *cache_)};
}

kv::Result<std::unique_ptr<StateView>> ChainStore::state_after(const Hash32& hash) const {
    {
        const std::shared_lock lock(mutex_);
        if (hash == head_.hash)
            return std::make_unique<FlatStateView>(head_snapshot_, *tables_, *cache_);
    }
    DUSK_TRY(block, require_header(*database_, hash));
    DUSK_TRY(nodes, reader(hash));
    return std::make_unique<HistoricState>(std::move(nodes), block.state_root, *tables_);
}

void ChainStore::take_head_snapshot() {
    head_snapshot_ = std::make_shared<const kv::Snapshot>(database_->snapshot());
}

kv::Result<void> ChainStore::flush(std::uint64_t keep) {
    const std::lock_guard flushing(flush_mutex_);
    BlockRef target;
    {
        const std::shared_lock lock(mutex_);
        target = flushed_;
        if (head_.number > flushed_.number + keep) target = {{}, head_.number - keep};
    }
    if (target.hash.is_zero()) {
        // Nobody takes blocks back now: what is canonical stays so.
        DUSK_TRY(hash, canonical_hash(target.number));
        if (!hash) return std::unexpected(corrupt("a canonical block is missing"));
        target.hash = *hash;
        DUSK_TRY(nodes, reader(target.hash));
        DUSK_TRY(rows, rows_of(nodes->layers(), *database_));
        // After power loss the log must not end before what the trie tables have.
        DUSK_TRY_VOID(database_->sync());
        DUSK_TRY_VOID(database_->ingest(Table::account_nodes, rows.account_nodes));
        DUSK_TRY_VOID(database_->ingest(Table::storage_nodes, rows.storage_nodes));
    }
    return publish_flush(target);
}

kv::Result<void> ChainStore::publish_flush(const BlockRef& flushed) {
    const std::unique_lock lock(mutex_);
    auto oldest = oldest_state_;
    if (!options_.archive && head_.number > options_.history_blocks)
        oldest = std::max(oldest, std::min(head_.number - options_.history_blocks, flushed.number));
    if (flushed == flushed_ && oldest == oldest_state_) return {};
    kv::Batch batch;
    batch.put(Table::meta, as_bytes(META_FLUSHED), encode_ref(flushed));
    batch.put(Table::meta, as_bytes(META_OLDEST_STATE), number_key(oldest));
    // The head can go back to the oldest state, not below.
    batch.erase_range(Table::undo, block_key(oldest_state_, {}), block_key(oldest + 1, {}));
    drop_diffs(batch, std::min(finalized_.number, flushed_.number),
               std::min(finalized_.number, flushed.number));
    DUSK_TRY_VOID(database_->write(batch));
    flushed_ = flushed;
    oldest_state_ = oldest;
    std::erase_if(layers_,
                  [&](const auto& entry) { return entry.second->block.number <= flushed.number; });
    database_->set_version_floor(oldest, doubtful_);
    return {};
}

/// Diffs of blocks below `to` have served: those are final and in the tables. What is on other
/// branches there goes with its diff.
void ChainStore::drop_diffs(kv::Batch& batch, std::uint64_t from, std::uint64_t to) const {
    if (from >= to) return;
    const auto first = block_key(from, {});
    const auto last = block_key(to, {});
    auto it = database_->iterate(Table::diffs, {to_bytes(first), to_bytes(last)});
    for (it.seek_first(); it.valid(); it.next()) {
        const BlockRef block{Hash32::from(it.key().last(32)), load_be<std::uint64_t>(it.key())};
        const auto canonical = store::is_canonical(*database_, block);
        if (!canonical || *canonical) continue;
        for (const auto table : {Table::headers, Table::bodies, Table::receipts})
            batch.erase(table, block.hash);
    }
    batch.erase_range(Table::diffs, first, last);
}

kv::Result<void> ChainStore::prune() {
    DUSK_TRY_VOID(flush());
    for (const auto table : {Table::account_nodes, Table::storage_nodes, Table::undo, Table::diffs})
        DUSK_TRY_VOID(database_->compact(table));
    const std::lock_guard no_move(flush_mutex_);
    const std::unique_lock lock(mutex_);
    if (doubtful_.empty()) return {};
    // Their removal has reached the last of the files.
    DUSK_TRY_VOID(database_->erase(Table::meta, as_bytes(META_DOUBTFUL)));
    doubtful_.clear();
    database_->set_version_floor(oldest_state_, doubtful_);
    return {};
}

kv::Result<void> ChainStore::request_flush() {
    const auto pending = head_.number - std::min(flushed().number, head_.number);
    const auto due = options_.flush_blocks + options_.unflushed_blocks;
    if (pending < due) return {};
    if (!options_.background) return flush(options_.unflushed_blocks);
    {
        const std::lock_guard lock(background_mutex_);
        if (flush_error_ && pending > due * FLUSHES_MISSING_MAX)
            return std::unexpected(*flush_error_);
        flush_wanted_ = true;
    }
    background_wake_.notify_one();
    return {};
}

void ChainStore::run_background() {
    std::unique_lock lock(background_mutex_);
    for (;;) {
        background_wake_.wait(lock, [this] { return flush_wanted_ || stopping_; });
        if (stopping_) return;
        flush_wanted_ = false;
        lock.unlock();
        const auto done = flush(options_.unflushed_blocks);
        if (!done) tables_->report(done.error());
        lock.lock();
        flush_error_.reset();
        if (!done) flush_error_ = done.error();
    }
}

}  // namespace dusk::store
