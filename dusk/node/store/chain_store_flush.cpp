// ChainStore: trie nodes on their way from the layers to the versioned tables.
#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/node/store/chain_store.hpp>
#include <dusk/node/store/rows.hpp>

namespace dusk::store {
namespace {

/// Flushes that may be missing before the head waits for what is wrong with them.
constexpr std::uint64_t FLUSHES_MISSING_MAX = 8;

Bytes encode_ref(const BlockRef& ref) { return to_bytes(block_key(ref.number, ref.hash)); }

}  // namespace

kv::Result<void> ChainStore::flush(std::uint64_t keep) {
    const std::lock_guard flushing(flush_mutex_);
    const auto head_number = head().number;
    const auto target = head_number - std::min(keep, head_number);
    auto done = flushed();
    do {
        if (done.number < target) {
            DUSK_TRY(last, flush_step(done, target));
            done = last;
        }
        DUSK_TRY_VOID(publish_flush(done));
    } while (done.number < target);
    return {};
}

/// Writes the nodes of the canonical blocks above `done`, as many as one step takes, but not above
/// `target`. Returns the last of them. Nobody takes blocks back meanwhile: what is canonical stays
/// so.
kv::Result<BlockRef> ChainStore::flush_step(BlockRef done, std::uint64_t target) {
    TrieReader nodes(database_->snapshot(), done.number, {}, *tables_);
    const auto& bound = options_.step;
    std::size_t bytes = 0;
    std::size_t largest = 0;
    do {
        DUSK_TRY(hash, canonical_hash(done.number + 1));
        if (!hash) return std::unexpected(corrupt("a canonical block is missing"));
        done = {*hash, done.number + 1};
        DUSK_TRY(layer, layer_on(nodes, done));
        bytes += layer->memory;
        largest = std::max(largest, layer->memory);
        nodes.add(std::move(layer));
    } while (done.number < target && nodes.layers().size() < bound.blocks_max &&
             bytes + largest <= bound.bytes_max);
    DUSK_TRY(rows, rows_of(nodes.layers(), *database_));
    // After power loss the log must not end before what the trie tables have.
    DUSK_TRY_VOID(database_->sync());
    DUSK_TRY_VOID(database_->ingest(Table::account_nodes, rows.account_nodes));
    DUSK_TRY_VOID(database_->ingest(Table::storage_nodes, rows.storage_nodes));
    return done;
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
    unflushed_.drop_oldest(flushed.number - flushed_.number);
    flushed_ = flushed;
    oldest_state_ = oldest;
    layers_.drop_through(flushed.number);
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

std::uint64_t ChainStore::blocks_to_keep() const {
    const auto& bound = options_.layers;
    const auto count_max = std::min<std::uint64_t>(options_.unflushed_blocks, bound.blocks_max / 4);
    const std::shared_lock lock(mutex_);
    return unflushed_.newest_within(count_max, bound.bytes_max / 4);
}

kv::Result<void> ChainStore::request_flush() {
    const auto due = options_.flush_blocks + options_.unflushed_blocks;
    const auto& bound = options_.layers;
    std::uint64_t pending = 0;
    bool is_far = false;
    {
        const std::shared_lock lock(mutex_);
        pending = unflushed_.count();
        if (pending < due && unflushed_.fit(bound.blocks_max / 2, bound.bytes_max / 2)) return {};
        // The next block is built on what these have: they must not come to be out of reach.
        is_far = !unflushed_.fit(bound.blocks_max / 4 * 3, bound.bytes_max / 4 * 3);
    }
    if (!options_.background || is_far) return flush(blocks_to_keep());
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
        const auto done = flush(blocks_to_keep());
        if (!done) tables_->report(done.error());
        lock.lock();
        flush_error_.reset();
        if (!done) flush_error_ = done.error();
    }
}

}  // namespace dusk::store
