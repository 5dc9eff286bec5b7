// ChainStore: tries of all blocks, between layers in memory and the versioned tables.
#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/store/chain_store.hpp>
#include <dusk/node/store/flat_state.hpp>
#include <dusk/node/store/open_tables.hpp>
#include <dusk/node/store/rows.hpp>
#include <dusk/platform/thread/named.hpp>

namespace dusk::store {
namespace {

/// Versions of a place that are searched for a node of a block that is not named.
constexpr int RECENT_VERSIONS_MAX = 4096;

kv::Error out_of_reach(std::uint64_t number, const BlockBound& bound) {
    return {kv::ErrorKind::missing,
            "the state of block " + std::to_string(number) + " is out of reach: more than " +
                std::to_string(bound.blocks_max) + " blocks or " + std::to_string(bound.bytes_max) +
                " bytes of trie nodes are between it and what is on disk"};
}

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
        if (auto found = store_.layers_.node(hash)) return found;
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
      cache_(std::make_unique<HeadCache>((options.cache_mb << 20) / 20 * 3)),
      layers_(options.layers) {
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
        background_ = std::thread(named("store-flush", [this] { run_background(); }));
    return {};
}

BlockRef ChainStore::flushed() const {
    const std::shared_lock lock(mutex_);
    return flushed_;
}

std::shared_ptr<const TrieLayer> ChainStore::find_layer(const BlockRef& block) const {
    const std::shared_lock lock(mutex_);
    return layers_.find(block);
}

void ChainStore::remember_layer(std::shared_ptr<const TrieLayer> layer) const {
    for (const auto& [hash, node] : layer->nodes) tables_->remember_node(hash, node);
    const std::unique_lock lock(mutex_);
    layers_.put(std::move(layer));
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

/// The layer of `block`, whose parent's state `below` reads.
kv::Result<std::shared_ptr<const TrieLayer>> ChainStore::layer_on(const TrieReader& below,
                                                                  const BlockRef& block) const {
    if (auto known = find_layer(block)) return known;
    DUSK_TRY(diff, require_diff(below.snapshot(), block));
    DUSK_TRY(layer, compute_layer(block, diff, below));
    remember_layer(layer);
    return layer;
}

kv::Result<std::unique_ptr<TrieReader>> ChainStore::reader(const Hash32& hash) const {
    DUSK_TRY(top, require_header(*database_, hash));
    struct Missing {
        BlockRef block;
        std::shared_ptr<const TrieLayer> layer;
    };
    std::vector<Missing> above;  // the tables, newest first
    std::size_t bytes = 0;
    const auto& bound = options_.layers;
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
            above.push_back({at, layers_.find(at)});
            const auto& layer = above.back().layer;
            bytes += layer ? layer->memory : 0;
            if (above.size() > bound.blocks_max || bytes > bound.bytes_max)
                return std::unexpected(out_of_reach(top.number, bound));
            auto parent = layer ? layer->parent : Hash32{};
            if (!layer) {
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
            DUSK_TRY(layer, layer_on(*result, step->block));
            bytes += layer->memory;
            if (bytes > bound.bytes_max) return std::unexpected(out_of_reach(top.number, bound));
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

}  // namespace dusk::store
