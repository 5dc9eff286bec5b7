// The trie nodes of a block that are not in the tables: of the newest canonical blocks until they
// are flushed, and of other branches. A lost layer is computed again from the block's diff.
#pragma once

#include <dusk/core/base/flat_map.hpp>
#include <dusk/core/chain/state_trie.hpp>
#include <dusk/node/store/block_ref.hpp>
#include <dusk/node/store/node_tables.hpp>

namespace dusk::store {

struct TrieLayer {
    BlockRef block;
    Hash32 parent;
    FlatMap<Hash32, SharedBytes> nodes;
    /// What the block put where; null: nothing stands there any more.
    std::vector<std::pair<NodePlace, SharedBytes>> rows;
    /// Owners of storage tries that went as a whole: what `rows` does not put there is gone.
    std::vector<Hash32> cleared;
    /// Of blocks that were inserted since the start: spares the head's move to read them again.
    struct Inserted {
        StateDiff diff;
        std::vector<Hash32> txn_hashes;
    };
    std::optional<Inserted> inserted{};
    /// What all of it takes, about.
    std::size_t memory = 0;
};

/// From the oldest block to the newest.
using Layers = std::vector<std::shared_ptr<const TrieLayer>>;

/// The parts of a StateUpdate that a layer is made of.
struct LayerInput {
    const StateDiff& diff;
    const std::vector<std::pair<Hash32, Bytes>>& nodes;
    const std::vector<NodePlace>& places;
    const std::vector<NodePlace>& removed;
};
std::shared_ptr<TrieLayer> make_layer(const BlockRef& block, const Hash32& parent,
                                      const LayerInput& input);

void keep_inserted(TrieLayer& layer, TrieLayer::Inserted inserted);

/// Rows for the tables: each layer's at its block's number, sorted by key. `layers` are consecutive
/// canonical blocks on top of what `database` has.
struct TrieRows {
    std::vector<kv::Row> account_nodes;
    std::vector<kv::Row> storage_nodes;
};
kv::Result<TrieRows> rows_of(const Layers& layers, const kv::Database& database);

}  // namespace dusk::store
