// The part of a trie that an update has in memory: decoded nodes over references to stored ones.
#pragma once

#include <memory>
#include <vector>

#include <dusk/core/trie/node.hpp>

namespace dusk::trie {

struct Node;
using NodePtr = std::unique_ptr<Node>;

/// A child: in storage (`ref`), in memory (`node`), or absent. In memory wins; `ref` is then what
/// it was before the update.
struct Slot {
    NodeRef ref;
    NodePtr node;
    bool is_present() const noexcept { return node != nullptr || !ref.is_empty(); }
};

struct Node {
    NodeKind kind = NodeKind::branch;
    Nibbles path;  ///< leaf and extension
    Bytes value;   ///< leaf and branch
    Slot child;    ///< extension
    /// Branch: sixteen.
    std::vector<Slot> children;
};

NodePtr make_leaf(NibblesView path, BytesView value);
NodePtr make_branch();
NodePtr make_extension(NibblesView path, Slot child);
NodePtr from_view(NodeView view);

/// `node` below `path`: a leaf or an extension takes it into its own path, a branch gets an
/// extension.
NodePtr prepend(NibblesView path, NodePtr node);

}  // namespace dusk::trie
