#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/trie/settle.hpp>

namespace dusk::trie {
namespace {

/// Bytes that a reference takes in its parent's list.
std::size_t item_size(const NodeRef& ref) noexcept {
    if (ref.is_hash()) return 33;
    return ref.is_empty() ? 1 : ref.bytes().size();
}

}  // namespace

NodeRef Settler::settle(Slot& slot, NibblesView path) {
    path_ = to_bytes(path);
    return settle(slot);
}

Hash32 Settler::settle_root(NodePtr node, const Hash32& before) {
    if (node == nullptr) return EMPTY_TRIE_ROOT;
    path_.clear();
    auto encoded = encode(*node);
    const auto root = keccak256(encoded);
    if (!notes_nodes_) return root;
    kept.emplace_back();
    if (root == before) {
        nodes.clear();
        paths.clear();
    } else {
        note(root, std::move(encoded));
    }
    return root;
}

void Settler::note(const Hash32& hash, Bytes encoded) {
    nodes.emplace_back(hash, std::move(encoded));
    paths.emplace_back(path_);
}

NodeRef Settler::settle(Slot& slot) {
    if (slot.node == nullptr) return slot.ref;
    const auto before = nodes.size();
    auto encoded = encode(*slot.node);
    slot.node.reset();
    if (encoded.size() < Hash32::size()) return NodeRef::of_inline(encoded);
    const auto ref = NodeRef::of_hash(keccak256(encoded));
    if (!notes_nodes_) return ref;
    kept.emplace_back(path_);
    if (ref == slot.ref) {
        nodes.resize(before);
        paths.resize(before);
    } else {
        note(ref.hash(), std::move(encoded));
    }
    return ref;
}

NodeRef Settler::settle_below(Slot& slot, NibblesView path) {
    const auto size = path_.size();
    append(path_, path);
    const auto ref = settle(slot);
    path_.resize(size);
    return ref;
}

Bytes Settler::encode(Node& node) {
    if (node.kind == NodeKind::branch) return encode_branch(node);
    Bytes payload;
    rlp::encode(payload, BytesView{encode_path(node.path, node.kind == NodeKind::leaf)});
    if (node.kind == NodeKind::leaf) {
        rlp::encode(payload, BytesView{node.value});
    } else {
        settle_below(node.child, node.path).append_to(payload);
    }
    return rlp::encode_list(payload);
}

Bytes Settler::encode_branch(Node& node) {
    Bytes value;
    rlp::encode(value, BytesView{node.value});
    auto size = value.size();
    for (std::uint8_t i = 0; i < 16; ++i) {
        auto& child = node.children[i];
        if (child.node != nullptr) child.ref = settle_below(child, {&i, 1});
        size += item_size(child.ref);
    }
    Bytes out;
    out.reserve(size + 4);
    rlp::encode_list_header(out, size);
    for (const auto& child : node.children) child.ref.append_to(out);
    append(out, value);
    return out;
}

}  // namespace dusk::trie
