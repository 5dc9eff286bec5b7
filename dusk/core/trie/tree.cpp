#include <dusk/core/trie/tree.hpp>

namespace dusk::trie {

NodePtr make_leaf(NibblesView path, BytesView value) {
    return std::make_unique<Node>(Node{.kind = NodeKind::leaf,
                                       .path = to_bytes(path),
                                       .value = to_bytes(value),
                                       .child = {},
                                       .children = {}});
}

NodePtr make_branch() {
    auto node = std::make_unique<Node>();
    node->children.resize(16);
    return node;
}

NodePtr make_extension(NibblesView path, Slot child) {
    return std::make_unique<Node>(Node{.kind = NodeKind::extension,
                                       .path = to_bytes(path),
                                       .value = {},
                                       .child = std::move(child),
                                       .children = {}});
}

NodePtr from_view(NodeView view) {
    auto node = std::make_unique<Node>(Node{.kind = view.kind,
                                            .path = std::move(view.path),
                                            .value = to_bytes(view.value),
                                            .child = {},
                                            .children = {}});
    node->child.ref = view.child;
    if (view.kind != NodeKind::branch) return node;
    node->children.resize(16);
    for (std::size_t i = 0; i < 16; ++i) node->children[i].ref = view.children[i];
    return node;
}

NodePtr prepend(NibblesView path, NodePtr node) {
    if (node == nullptr || path.empty()) return node;
    if (node->kind == NodeKind::branch) return make_extension(path, {{}, std::move(node)});
    node->path.insert(node->path.begin(), path.begin(), path.end());
    return node;
}

}  // namespace dusk::trie
