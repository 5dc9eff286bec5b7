// The layers in memory. When they are too many or too large the lowest blocks' go: those can be
// computed again from their diffs.
#pragma once

#include <map>
#include <memory>
#include <utility>

#include <dusk/node/store/block_bound.hpp>
#include <dusk/node/store/trie_layer.hpp>

namespace dusk::store {

class LayerMap {
public:
    explicit LayerMap(const BlockBound& bound) : bound_(bound) {}

    void put(std::shared_ptr<const TrieLayer> layer);
    /// Null if it is not there.
    std::shared_ptr<const TrieLayer> find(const BlockRef& block) const;
    /// The node with `hash` of whatever block has it, or null.
    SharedBytes node(const Hash32& hash) const;
    /// Forgets those of blocks up to `number`.
    void drop_through(std::uint64_t number);
    std::size_t bytes() const noexcept { return bytes_; }

private:
    using Map =
        std::map<std::pair<std::uint64_t, Hash32>, std::shared_ptr<const TrieLayer>, std::less<>>;

    Map::iterator drop(Map::iterator entry);

    const BlockBound bound_;
    Map layers_;
    std::size_t bytes_ = 0;
};

}  // namespace dusk::store
