// One walk from a root towards a key, shared by lookup and proof.
#pragma once

#include <expected>
#include <optional>

#include <dusk/core/trie/node.hpp>
#include <dusk/core/trie/trie.hpp>

namespace dusk::trie {

/// Goes down from `root` along `key`. `on_node(const std::shared_ptr<const Bytes>&)` sees each node
/// that is stored by hash, from the root on.
template <class OnNode>
std::expected<std::optional<Bytes>, TrieError> walk(const Hash32& root, BytesView key,
                                                    const NodeSource& source, OnNode&& on_node) {
    if (root == EMPTY_TRIE_ROOT) return std::optional<Bytes>{};
    const auto nibbles = to_nibbles(key);
    NibblesView rest = nibbles;
    auto ref = NodeRef::of_hash(root);
    auto hash = root;
    std::shared_ptr<const Bytes> stored;
    while (!ref.is_empty()) {
        if (ref.is_hash()) {
            hash = ref.hash();
            const TriePath path{NibblesView{nibbles}.first(nibbles.size() - rest.size())};
            stored = source.node_at({.owner = {}, .path = path}, hash);
            if (!stored) return std::unexpected(TrieError{TrieFault::missing_node, hash});
            on_node(stored);
        }
        auto node = decode_node(ref.is_hash() ? BytesView{*stored} : ref.bytes());
        if (!node) return std::unexpected(TrieError{TrieFault::malformed_node, hash});
        if (node->kind == NodeKind::branch) {
            if (rest.empty())
                return node->value.empty() ? std::optional<Bytes>{} : to_bytes(node->value);
            ref = node->children[rest[0]];
            rest = rest.subspan(1);
            continue;
        }
        if (common_prefix(node->path, rest) != node->path.size()) return std::optional<Bytes>{};
        rest = rest.subspan(node->path.size());
        if (node->kind == NodeKind::leaf)
            return rest.empty() ? std::optional{to_bytes(node->value)} : std::optional<Bytes>{};
        ref = node->child;
    }
    return std::optional<Bytes>{};
}

}  // namespace dusk::trie
