// From the nodes in memory back to stored ones: each is encoded and hashed once, bottom up. Nodes
// of one level are hashed together, so that a host computes several hashes at once.
#pragma once

#include <dusk/core/trie/tree.hpp>
#include <dusk/core/trie/trie.hpp>

namespace dusk::trie {

class Settler {
public:
    /// Notes no nodes where only the root is wanted.
    explicit Settler(bool notes_nodes) : notes_nodes_(notes_nodes) {}

    /// The reference to the child at `path` after the update. A node that hashes to what was there
    /// is not new.
    NodeRef settle(Slot& slot, NibblesView path);
    /// The root is stored by hash however short it is; `before` is the one it follows.
    Hash32 settle_root(NodePtr node, const Hash32& before);

    /// New nodes, children before parents, with their places.
    std::vector<std::pair<Hash32, Bytes>> nodes;
    std::vector<TriePath> paths;
    /// Where nodes stand by hash, new or not, of those that were in memory.
    std::vector<TriePath> kept;

private:
    struct Entry;

    /// All that is in memory below `node`, which stands at `path`.
    void settle_below(Node& node, const TriePath& path);
    static void settle_level(std::span<Entry> level);
    void note(const Hash32& hash, Bytes encoded, const TriePath& path);

    bool notes_nodes_;
};

}  // namespace dusk::trie
