// From the nodes in memory back to stored ones: each is encoded and hashed once, bottom up.
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
    NodeRef settle(Slot& slot);
    Bytes encode(Node& node);
    Bytes encode_branch(Node& node);
    NodeRef settle_below(Slot& slot, NibblesView path);
    void note(const Hash32& hash, Bytes encoded);

    bool notes_nodes_;
    /// Of the node that is being settled.
    Nibbles path_;
};

}  // namespace dusk::trie
