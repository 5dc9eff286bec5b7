// Moves the canonical chain and the flat state block by block inside one batch.
#pragma once

#include <dusk/node/store/block_bound.hpp>
#include <dusk/node/store/flat_state.hpp>
#include <dusk/node/store/rows.hpp>
#include <dusk/node/store/trie_layer.hpp>

namespace dusk::store {

class HeadMove {
public:
    HeadMove(const kv::Database& database, const BlockBound& bound)
        : database_(database), bound_(bound), state_(database, batch_) {}

    /// Takes `block` off the chain. Returns what applies it again; it is on disk then, too.
    kv::Result<StateDiff> unwind(const BlockRef& block);
    /// Takes the rows of `layer` out of the trie tables, where its block's flush has put them.
    kv::Result<void> take_back(const TrieLayer& layer);
    /// `layer` is the block's, if it is in memory.
    kv::Result<void> apply(const BlockRef& block, const TrieLayer* layer);

    kv::Batch& batch() noexcept { return batch_; }
    const FlatStateWriter& state() const noexcept { return state_; }
    /// Blocks moved over so far.
    std::size_t count() const noexcept { return count_; }
    /// Memory that the move holds and that writing it takes, about.
    std::size_t bytes() const;
    /// Whether one more block as large as the largest would be more than the bound. A block that is
    /// larger than that by itself is a move of its own.
    bool is_full() const;

private:
    void note_block();
    kv::Result<std::vector<Hash32>> txn_hashes(const BlockRef& block) const;
    kv::Result<void> apply(const BlockRef& block, const StateDiff& diff,
                           std::span<const Hash32> txn_hashes);

    const kv::Database& database_;
    const BlockBound bound_;
    kv::Batch batch_;
    FlatStateWriter state_;
    std::size_t count_ = 0;
    std::size_t bytes_before_ = 0;  ///< the block that came last
    std::size_t largest_block_ = 0;
};

}  // namespace dusk::store
