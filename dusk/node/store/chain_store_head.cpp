// ChainStore: moves of the head.
#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/store/chain_store.hpp>
#include <dusk/node/store/head_move.hpp>

namespace dusk::store {
namespace {

/// Memory for the trie nodes of flushed blocks that a move has taken back: they may be asked for
/// soon. Those of further blocks are computed again if they are.
constexpr std::size_t TAKEN_BACK_BYTES_MAX = 32 * 1024 * 1024;

Bytes encode_ref(const BlockRef& ref) { return to_bytes(block_key(ref.number, ref.hash)); }

Bytes encode_ranges(const std::vector<std::pair<std::uint64_t, std::uint64_t>>& ranges) {
    Bytes out;
    for (const auto& [first, last] : ranges) {
        append_be(out, first);
        append_be(out, last);
    }
    return out;
}

}  // namespace

/// From one head to another: blocks to unwind, newest first, then blocks to apply, oldest first.
struct ChainStore::Path {
    std::vector<BlockRef> back;
    BlockRef ancestor;
    std::vector<BlockRef> forward;
};

/// One atomic step of a move, and where the store stands once it is written.
class ChainStore::Step {
public:
    /// `room` is for the nodes of blocks that are taken back.
    Step(ChainStore& store, std::size_t& room)
        : store_(store),
          room_(room),
          move_(*store.database_, store.options_.step),
          head_(store.head_),
          flushed_(store.flushed()) {}

    kv::Result<void> unwind(const BlockRef& block, const BlockRef& parent) {
        DUSK_TRY(diff, move_.unwind(block));
        if (block.number <= flushed_.number) {
            const TrieReader below(store_.database_->snapshot(), parent.number, {},
                                   *store_.tables_);
            DUSK_TRY(layer, store_.compute_layer(block, diff, below));
            DUSK_TRY_VOID(move_.take_back(*layer));
            const auto size = layer->memory;
            if (size <= room_) store_.remember_layer(std::move(layer));
            room_ -= std::min(room_, size);
            flushed_ = parent;
        }
        head_ = parent;
        lowest_ = parent;
        return {};
    }

    kv::Result<void> apply(const BlockRef& block) {
        const auto layer = store_.find_layer(block);
        DUSK_TRY_VOID(move_.apply(block, layer.get()));
        applied_.push_back(layer ? layer->memory : Unflushed::SIZE_UNKNOWN);
        head_ = block;
        return {};
    }

    bool is_full() const { return move_.is_full(); }

    kv::Result<void> write() {
        auto& batch = move_.batch();
        const auto put = [&](std::string_view name, const Bytes& value) {
            batch.put(Table::meta, as_bytes(name), value);
        };
        const std::unique_lock lock(store_.mutex_);
        const auto kept = [&](const BlockRef& mark) {
            return lowest_ && lowest_->number < mark.number ? *lowest_ : mark;
        };
        const auto safe = kept(store_.safe_);
        const auto finalized = kept(store_.finalized_);
        auto doubtful = store_.doubtful_;
        put(META_HEAD, encode_ref(head_));
        if (lowest_) {
            put(META_SAFE, encode_ref(safe));
            put(META_FINALIZED, encode_ref(finalized));
        }
        const bool takes_back = lowest_ && flushed_.number < store_.flushed_.number;
        if (takes_back) {
            doubtful.emplace_back(flushed_.number + 1, store_.flushed_.number);
            put(META_FLUSHED, encode_ref(flushed_));
            put(META_DOUBTFUL, encode_ranges(doubtful));
        }
        DUSK_TRY_VOID(store_.database_->write(batch));
        store_.cache_->begin();
        move_.state().publish(*store_.cache_);
        store_.head_ = head_;
        store_.take_head_snapshot();
        store_.safe_ = safe;
        store_.finalized_ = finalized;
        if (takes_back) {
            store_.flushed_ = flushed_;
            store_.doubtful_ = std::move(doubtful);
            store_.database_->set_version_floor(store_.oldest_state_, store_.doubtful_);
        }
        if (lowest_) store_.unflushed_.unwind_to(lowest_->number - store_.flushed_.number);
        for (const auto size : applied_) store_.unflushed_.push(size);
        return {};
    }

private:
    ChainStore& store_;
    std::size_t& room_;
    HeadMove move_;
    BlockRef head_;
    BlockRef flushed_;
    /// Sizes of the layers of the blocks that the step went to.
    std::vector<std::size_t> applied_;
    /// The block that the step went back to.
    std::optional<BlockRef> lowest_;
};

kv::Result<ChainStore::Path> ChainStore::path_to(const BlockRef& target) const {
    Path path;
    BlockRef old_side = head_;
    BlockRef new_side = target;
    while (old_side.hash != new_side.hash) {
        auto& side = new_side.number >= old_side.number ? new_side : old_side;
        (&side == &new_side ? path.forward : path.back).push_back(side);
        DUSK_TRY(parent, parent_of(side));
        side = parent;
    }
    std::ranges::reverse(path.forward);
    path.ancestor = old_side;
    return path;
}

kv::Result<BlockRef> ChainStore::parent_of(const BlockRef& block) const {
    if (const auto layer = find_layer(block)) return BlockRef{layer->parent, block.number - 1};
    DUSK_TRY(header, require_header(*database_, block.hash));
    if (header.number == 0) return std::unexpected(corrupt("two branches have no common block"));
    return BlockRef{header.parent_hash, header.number - 1};
}

kv::Result<void> ChainStore::move_along(const Path& path) {
    auto room = TAKEN_BACK_BYTES_MAX;
    std::optional<Step> step(std::in_place, *this, room);
    const auto next = [&]() -> kv::Result<void> {
        if (!step->is_full()) return {};
        DUSK_TRY_VOID(step->write());
        step.emplace(*this, room);
        return {};
    };
    for (std::size_t i = 0; i < path.back.size(); ++i) {
        DUSK_TRY_VOID(next());
        const auto& parent = i + 1 < path.back.size() ? path.back[i + 1] : path.ancestor;
        DUSK_TRY_VOID(step->unwind(path.back[i], parent));
    }
    for (const auto& block : path.forward) {
        DUSK_TRY_VOID(next());
        DUSK_TRY_VOID(step->apply(block));
    }
    return step->write();
}

kv::Result<void> ChainStore::set_head(const Hash32& hash) {
    const std::lock_guard writing(writer_);
    if (hash == head_.hash) return {};
    DUSK_TRY(target, require_header(*database_, hash));
    DUSK_TRY(path, path_to({hash, target.number}));
    if (path.back.empty()) {
        DUSK_TRY_VOID(move_along(path));
    } else {
        const std::lock_guard no_flush(flush_mutex_);
        if (const auto oldest = oldest_state(); path.ancestor.number < oldest)
            return std::unexpected(kv::Error{
                kv::ErrorKind::missing,
                "the branches part at block " + std::to_string(path.ancestor.number) +
                    ", below the oldest state that is kept (" + std::to_string(oldest) + ")"});
        DUSK_TRY_VOID(move_along(path));
    }
    return request_flush();
}

}  // namespace dusk::store
