#include <dusk/core/base/check.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/trie/updater.hpp>

namespace dusk::trie {

Updater::Result Updater::load(const NodeRef& ref, NibblesView path) {
    if (ref.is_empty()) return NodePtr{};
    if (!ref.is_hash()) return decoded(ref.bytes());
    container_ = ref.hash();
    const TriePath place{path};
    const auto stored = source_.node_at({.owner = {}, .path = place}, container_);
    if (!stored) return std::unexpected(TrieError{TrieFault::missing_node, container_});
    loaded.push_back(place);
    return decoded(*stored);
}

Updater::Result Updater::update(NodePtr node, Items items, std::size_t depth) {
    if (items.empty()) return node;
    if (node == nullptr) return build(items, depth);
    switch (node->kind) {
        case NodeKind::leaf:
            return update_leaf(*node, items, depth);
        case NodeKind::extension:
            return update_extension(std::move(node), items, depth);
        case NodeKind::branch:
            break;
    }
    return update_branch(std::move(node), items, depth);
}

Updater::Result Updater::decoded(BytesView encoded) const {
    auto view = decode_node(encoded);
    if (!view) return std::unexpected(TrieError{TrieFault::malformed_node, container_});
    return from_view(*std::move(view));
}

/// The trie of `items` alone.
Updater::Result Updater::build(Items items, std::size_t depth) {
    std::vector<Item> kept;
    for (const auto& item : items)
        if (!item.is_delete()) kept.push_back(item);
    if (kept.empty()) return NodePtr{};
    return build_kept(kept, depth);
}

Updater::Result Updater::build_kept(Items items, std::size_t depth) {
    if (items.size() == 1) {
        DUSK_TRY(value, value_of(items[0]));
        return make_leaf(items[0].key.subspan(depth), value);
    }
    // Sorted: what the first and the last share, all share.
    const auto shared = common_prefix(items.front().key, items.back().key);
    DUSK_TRY(branch, update_branch(make_branch(), items, shared));
    return prepend(items[0].key.subspan(depth, shared - depth), std::move(branch));
}

std::expected<Bytes, TrieError> Updater::value_of(const Item& item) {
    if (!item.is_written()) return *item.value;
    return writer_->write(item.index,
                          item.old != nullptr ? std::optional<BytesView>{*item.old} : std::nullopt);
}

/// The leaf becomes one more item, unless a change has its key.
Updater::Result Updater::update_leaf(const Node& leaf, Items items, std::size_t depth) {
    auto key = to_bytes(items[0].key.first(depth));
    append(key, leaf.path);
    Item own;
    own.key = key;
    own.value = &leaf.value;
    std::vector<Item> merged;
    merged.reserve(items.size() + 1);
    bool placed = false;
    for (const auto& item : items) {
        const auto order = std::lexicographical_compare_three_way(key.begin(), key.end(),
                                                                  item.key.begin(), item.key.end());
        if (!placed && order < 0) merged.push_back(own);
        placed = placed || order <= 0;
        merged.push_back(item);
        if (order == 0) merged.back().old = &leaf.value;
    }
    if (!placed) merged.push_back(own);
    return build(merged, depth);
}

Updater::Result Updater::update_extension(NodePtr node, Items items, std::size_t depth) {
    std::vector<Item> kept;
    auto shared = node->path.size();
    for (const auto& item : items) {
        const auto here = common_prefix(node->path, item.key.subspan(depth));
        // Deleting what is not there must not open the extension: its child may be unknown.
        if (here < node->path.size() && item.is_delete()) continue;
        kept.push_back(item);
        shared = std::min(shared, here);
    }
    if (kept.empty()) return node;
    const auto path = std::move(node->path);
    const auto below = NibblesView{path}.subspan(shared);
    auto child = std::move(node->child);
    if (below.empty()) {
        DUSK_TRY(below_it, take(child, kept[0].key.first(depth + shared)));
        DUSK_TRY(updated, update(std::move(below_it), kept, depth + shared));
        return prepend(path, std::move(updated));
    }
    auto branch = make_branch();
    auto& slot = branch->children[below[0]];
    if (below.size() == 1) {
        slot = std::move(child);
    } else {
        slot.node = make_extension(below.subspan(1), std::move(child));
    }
    DUSK_TRY(updated, update_branch(std::move(branch), kept, depth + shared));
    return prepend(NibblesView{path}.first(shared), std::move(updated));
}

Updater::Result Updater::update_branch(NodePtr node, Items items, std::size_t depth) {
    const auto path = items[0].key.first(depth);
    if (items[0].key.size() == depth) {
        DUSK_TRY_VOID(update_value(*node, items[0]));
        items = items.subspan(1);
    }
    while (!items.empty()) {
        const auto nibble = items[0].key[depth];
        std::size_t count = 1;
        while (count < items.size() && items[count].key[depth] == nibble) ++count;
        auto& slot = node->children[nibble];
        DUSK_TRY(child, take(slot, items[0].key.first(depth + 1)));
        DUSK_TRY(updated, update(std::move(child), items.first(count), depth + 1));
        if (updated == nullptr) slot.ref = {};
        slot.node = std::move(updated);
        items = items.subspan(count);
    }
    return normalized(std::move(node), path);
}

/// The entry whose key ends at a branch.
std::expected<void, TrieError> Updater::update_value(Node& branch, Item item) {
    if (item.is_delete()) {
        branch.value.clear();
        return {};
    }
    if (!branch.value.empty()) item.old = &branch.value;
    DUSK_TRY(value, value_of(item));
    branch.value = std::move(value);
    return {};
}

/// A branch needs two entries: with one left it merges with it, with none it is gone.
Updater::Result Updater::normalized(NodePtr node, NibblesView path) {
    std::size_t count = node->value.empty() ? 0 : 1;
    std::size_t last = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        if (!node->children[i].is_present()) continue;
        ++count;
        last = i;
    }
    if (count > 1) return node;
    if (count == 0) return NodePtr{};
    if (!node->value.empty()) return make_leaf({}, node->value);
    const std::uint8_t nibble[]{static_cast<std::uint8_t>(last)};
    auto child_path = to_bytes(path);
    append(child_path, nibble);
    DUSK_TRY(child, take(node->children[last], child_path));
    return prepend(nibble, std::move(child));
}

Updater::Result Updater::take(Slot& slot, NibblesView path) {
    if (slot.node != nullptr) return std::move(slot.node);
    return load(slot.ref, path);
}

}  // namespace dusk::trie
