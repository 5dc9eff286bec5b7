#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/crypto/hash_blocks.hpp>
#include <dusk/core/trie/settle.hpp>

namespace dusk::trie {
namespace {

constexpr std::size_t NO_PARENT = ~std::size_t{0};

/// Bytes that a reference takes in its parent's list.
std::size_t item_size(const NodeRef& ref) noexcept {
    if (ref.is_hash()) return 33;
    return ref.is_empty() ? 1 : ref.bytes().size();
}

TriePath extended(const TriePath& path, NibblesView by) {
    std::array<std::uint8_t, TriePath::NIBBLES_MAX> nibbles{};
    auto size = path.size();
    for (std::size_t i = 0; i < size; ++i)
        nibbles[i] = (path.packed()[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0x0f;
    for (const auto nibble : by)
        if (size < nibbles.size()) nibbles[size++] = nibble;
    return TriePath{NibblesView{nibbles}.first(size)};
}

Bytes encode_branch(const Node& node) {
    Bytes value;
    rlp::encode(value, BytesView{node.value});
    auto size = value.size();
    for (const auto& child : node.children) size += item_size(child.ref);
    Bytes out;
    out.reserve(size + 4);
    rlp::encode_list_header(out, size);
    for (const auto& child : node.children) child.ref.append_to(out);
    append(out, value);
    return out;
}

/// A node whose children are settled.
Bytes encode(const Node& node) {
    if (node.kind == NodeKind::branch) return encode_branch(node);
    const auto path = encode_path(node.path, node.kind == NodeKind::leaf);
    Bytes payload;
    payload.reserve(path.size() + node.value.size() + Hash32::size() + 6);
    rlp::encode(payload, BytesView{path});
    if (node.kind == NodeKind::leaf) {
        rlp::encode(payload, BytesView{node.value});
    } else {
        node.child.ref.append_to(payload);
    }
    return rlp::encode_list(payload);
}

/// Calls `use(slot, path below the node)` for each child that is in memory.
template <class Use>
void for_each_child(Node& node, Use&& use) {
    if (node.child.node != nullptr) use(node.child, NibblesView{node.path});
    for (std::uint8_t i = 0; i < node.children.size(); ++i)
        if (node.children[i].node != nullptr) use(node.children[i], NibblesView{&i, 1});
}

}  // namespace

/// A node in memory on its way to its reference.
struct Settler::Entry {
    Slot* slot;
    TriePath path;
    /// In the list of all entries.
    std::size_t parent = NO_PARENT;
    Bytes encoded{};
    /// Hashes to what was there before.
    bool is_unchanged = false;

    bool is_hashed() const noexcept { return encoded.size() >= Hash32::size(); }
};

NodeRef Settler::settle(Slot& slot, NibblesView path) {
    if (slot.node == nullptr) return slot.ref;
    const TriePath place{path};
    const auto before = nodes.size();
    settle_below(*slot.node, place);
    auto encoded = encode(*slot.node);
    slot.node.reset();
    if (encoded.size() < Hash32::size()) return NodeRef::of_inline(encoded);
    const auto ref = NodeRef::of_hash(keccak256(encoded));
    if (!notes_nodes_) return ref;
    kept.push_back(place);
    if (ref == slot.ref) {
        nodes.resize(before);
        paths.resize(before);
    } else {
        note(ref.hash(), std::move(encoded), place);
    }
    return ref;
}

Hash32 Settler::settle_root(NodePtr node, const Hash32& before) {
    if (node == nullptr) return EMPTY_TRIE_ROOT;
    settle_below(*node, {});
    auto encoded = encode(*node);
    const auto root = keccak256(encoded);
    if (!notes_nodes_) return root;
    kept.emplace_back();
    if (root == before) {
        nodes.clear();
        paths.clear();
    } else {
        note(root, std::move(encoded), {});
    }
    return root;
}

void Settler::note(const Hash32& hash, Bytes encoded, const TriePath& path) {
    nodes.emplace_back(hash, std::move(encoded));
    paths.push_back(path);
}

void Settler::settle_below(Node& node, const TriePath& path) {
    const auto path_below = [this](const TriePath& from, NibblesView step) {
        return notes_nodes_ ? extended(from, step) : TriePath{};
    };
    // Level by level, from the top.
    std::vector<Entry> entries;
    std::vector<std::size_t> levels{0};
    for_each_child(node, [&](Slot& slot, NibblesView step) {
        entries.push_back({.slot = &slot, .path = path_below(path, step)});
    });
    while (levels.back() < entries.size()) {
        const auto end = entries.size();
        for (auto i = levels.back(); i < end; ++i) {
            const auto from = entries[i].path;
            for_each_child(*entries[i].slot->node, [&](Slot& slot, NibblesView step) {
                entries.push_back({.slot = &slot, .path = path_below(from, step), .parent = i});
            });
        }
        levels.push_back(end);
    }
    for (auto i = levels.size() - 1; i-- > 0;)
        settle_level(std::span{entries}.subspan(levels[i], levels[i + 1] - levels[i]));
    if (!notes_nodes_) return;
    // What stands below a node that did not change is not new either.
    for (auto& entry : entries)
        if (entry.parent != NO_PARENT && entries[entry.parent].is_unchanged)
            entry.is_unchanged = true;
    for (auto i = entries.size(); i-- > 0;) {
        auto& entry = entries[i];
        if (!entry.is_hashed()) continue;
        kept.push_back(entry.path);
        if (!entry.is_unchanged) note(entry.slot->ref.hash(), std::move(entry.encoded), entry.path);
    }
}

/// Gives the slots of a level their references.
void Settler::settle_level(std::span<Entry> level) {
    std::vector<BytesView> messages;
    messages.reserve(level.size());
    for (auto& entry : level) {
        entry.encoded = encode(*entry.slot->node);
        if (entry.is_hashed()) messages.emplace_back(entry.encoded);
    }
    std::vector<Hash32> hashes(messages.size());
    keccak256_each(messages, hashes.data());
    const auto* hash = hashes.data();
    for (auto& entry : level) {
        const auto ref =
            entry.is_hashed() ? NodeRef::of_hash(*hash++) : NodeRef::of_inline(entry.encoded);
        entry.is_unchanged = entry.is_hashed() && ref == entry.slot->ref;
        entry.slot->ref = ref;
    }
}

}  // namespace dusk::trie
