// The batch update. Stored nodes on the changed paths are decoded into a tree in memory, the sorted
// changes are distributed over it in one descent, and what is left is encoded and hashed once,
// bottom up.
#include <dusk/core/base/result.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/trie/node.hpp>
#include <dusk/core/trie/trie.hpp>
#include <dusk/core/trie/walk.hpp>

namespace dusk {
namespace trie {
namespace {

struct Node;
using NodePtr = std::unique_ptr<Node>;
using Stored = std::vector<std::pair<Hash32, Bytes>>;

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

/// A change with its whole key in nibbles: delete, set to `value`, or let the writer say.
struct Item {
    NibblesView key;
    const Bytes* value = nullptr;
    /// The change's number for the writer; it decides where this is not NO_INDEX.
    std::size_t index = NO_INDEX;
    /// The value that the writer's answer will replace.
    const Bytes* old = nullptr;

    static constexpr std::size_t NO_INDEX = ~std::size_t{0};
    bool is_written() const noexcept { return index != NO_INDEX; }
    bool is_delete() const noexcept { return value == nullptr && !is_written(); }
};
using Items = std::span<const Item>;
using Result = std::expected<NodePtr, TrieError>;

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

/// `node` below `path`: a leaf or an extension takes it into its own path, a branch gets an
/// extension.
NodePtr prepend(NibblesView path, NodePtr node) {
    if (node == nullptr || path.empty()) return node;
    if (node->kind == NodeKind::branch) return make_extension(path, {{}, std::move(node)});
    node->path.insert(node->path.begin(), path.begin(), path.end());
    return node;
}

class Updater {
public:
    explicit Updater(const NodeSource& source, LeafWriter* writer = nullptr)
        : source_(source), writer_(writer) {}

    Result load(const NodeRef& ref) {
        if (ref.is_empty()) return NodePtr{};
        if (!ref.is_hash()) return decoded(ref.bytes());
        container_ = ref.hash();
        const auto stored = source_.node(container_);
        if (!stored) return std::unexpected(TrieError{TrieFault::missing_node, container_});
        return decoded(*stored);
    }

    /// `node`, at `depth` nibbles below the root, after `items`, all of which lead to it.
    Result update(NodePtr node, Items items, std::size_t depth) {
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

private:
    Result decoded(BytesView encoded) const {
        auto view = decode_node(encoded);
        if (!view) return std::unexpected(TrieError{TrieFault::malformed_node, container_});
        return from_view(*std::move(view));
    }

    /// The trie of `items` alone.
    Result build(Items items, std::size_t depth) {
        std::vector<Item> kept;
        for (const auto& item : items)
            if (!item.is_delete()) kept.push_back(item);
        if (kept.empty()) return NodePtr{};
        return build_kept(kept, depth);
    }

    Result build_kept(Items items, std::size_t depth) {
        if (items.size() == 1) {
            DUSK_TRY(value, value_of(items[0]));
            return make_leaf(items[0].key.subspan(depth), value);
        }
        // Sorted: what the first and the last share, all share.
        const auto shared = common_prefix(items.front().key, items.back().key);
        DUSK_TRY(branch, update_branch(make_branch(), items, shared));
        return prepend(items[0].key.subspan(depth, shared - depth), std::move(branch));
    }

    std::expected<Bytes, TrieError> value_of(const Item& item) {
        if (!item.is_written()) return *item.value;
        return writer_->write(
            item.index, item.old != nullptr ? std::optional<BytesView>{*item.old} : std::nullopt);
    }

    /// The leaf becomes one more item, unless a change has its key.
    Result update_leaf(const Node& leaf, Items items, std::size_t depth) {
        auto key = to_bytes(items[0].key.first(depth));
        append(key, leaf.path);
        Item own;
        own.key = key;
        own.value = &leaf.value;
        std::vector<Item> merged;
        merged.reserve(items.size() + 1);
        bool placed = false;
        for (const auto& item : items) {
            const auto order = std::lexicographical_compare_three_way(
                key.begin(), key.end(), item.key.begin(), item.key.end());
            if (!placed && order < 0) merged.push_back(own);
            placed = placed || order <= 0;
            merged.push_back(item);
            if (order == 0) merged.back().old = &leaf.value;
        }
        if (!placed) merged.push_back(own);
        return build(merged, depth);
    }

    Result update_extension(NodePtr node, Items items, std::size_t depth) {
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
            DUSK_TRY(loaded, take(child));
            DUSK_TRY(updated, update(std::move(loaded), kept, depth + shared));
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

    Result update_branch(NodePtr node, Items items, std::size_t depth) {
        if (items[0].key.size() == depth) {
            DUSK_TRY_VOID(update_value(*node, items[0]));
            items = items.subspan(1);
        }
        while (!items.empty()) {
            const auto nibble = items[0].key[depth];
            std::size_t count = 1;
            while (count < items.size() && items[count].key[depth] == nibble) ++count;
            auto& slot = node->children[nibble];
            DUSK_TRY(child, take(slot));
            DUSK_TRY(updated, update(std::move(child), items.first(count), depth + 1));
            if (updated == nullptr) slot.ref = {};
            slot.node = std::move(updated);
            items = items.subspan(count);
        }
        return normalized(std::move(node));
    }

    /// The entry whose key ends at a branch.
    std::expected<void, TrieError> update_value(Node& branch, Item item) {
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
    Result normalized(NodePtr node) {
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
        DUSK_TRY(child, take(node->children[last]));
        const std::uint8_t nibble[]{static_cast<std::uint8_t>(last)};
        return prepend(nibble, std::move(child));
    }

    /// The slot's node, out of memory or storage.
    Result take(Slot& slot) {
        if (slot.node != nullptr) return std::move(slot.node);
        return load(slot.ref);
    }

    const NodeSource& source_;
    LeafWriter* writer_;
    /// The stored node that was read last: inline children are part of it.
    Hash32 container_;
};

Bytes encode(Node& node, Stored* stored);

/// The reference to a child after the update. A node that hashes to what was there is not new.
NodeRef settle(Slot& slot, Stored* stored) {
    if (slot.node == nullptr) return slot.ref;
    const auto before = stored != nullptr ? stored->size() : 0;
    auto encoded = encode(*slot.node, stored);
    slot.node.reset();
    if (encoded.size() < Hash32::size()) return NodeRef::of_inline(encoded);
    const auto ref = NodeRef::of_hash(keccak256(encoded));
    if (stored == nullptr) return ref;
    if (ref == slot.ref) {
        stored->resize(before);
    } else {
        stored->emplace_back(ref.hash(), std::move(encoded));
    }
    return ref;
}

Bytes encode(Node& node, Stored* stored) {
    Bytes payload;
    switch (node.kind) {
        case NodeKind::leaf:
            rlp::encode(payload, BytesView{encode_path(node.path, true)});
            rlp::encode(payload, BytesView{node.value});
            break;
        case NodeKind::extension:
            rlp::encode(payload, BytesView{encode_path(node.path, false)});
            settle(node.child, stored).append_to(payload);
            break;
        case NodeKind::branch:
            payload.reserve(16 * 33 + 4);
            for (auto& child : node.children) settle(child, stored).append_to(payload);
            rlp::encode(payload, BytesView{node.value});
            break;
    }
    return rlp::encode_list(payload);
}

/// The root is stored by hash however short it is.
Hash32 settle_root(NodePtr node, const Hash32& before, Stored* stored) {
    if (node == nullptr) return EMPTY_TRIE_ROOT;
    auto encoded = encode(*node, stored);
    const auto root = keccak256(encoded);
    if (stored != nullptr && root == before) stored->clear();
    if (stored != nullptr && root != before) stored->emplace_back(root, std::move(encoded));
    return root;
}

class NoNodes final : public NodeSource {
public:
    std::shared_ptr<const Bytes> node(const Hash32&) const override { return nullptr; }
};

/// Items over `changes`; `make` gives the item of one change, its key aside.
template <class Change, class MakeItem>
std::expected<TrieUpdate, TrieError> update_sorted(const Hash32& root,
                                                   std::span<const Change> changes, MakeItem&& make,
                                                   LeafWriter* writer, const NodeSource& source) {
    std::vector<Nibbles> keys;
    std::vector<Item> items;
    keys.reserve(changes.size());
    items.reserve(changes.size());
    for (const auto& change : changes) {
        keys.push_back(to_nibbles(change.key));
        DUSK_CHECK(items.empty() ||
                   std::ranges::lexicographical_compare(items.back().key, keys.back()));
        auto& item = items.emplace_back(make(change, items.size()));
        item.key = keys.back();
    }
    TrieUpdate result{.root = root, .nodes = {}};
    if (items.empty()) return result;
    Updater updater{source, writer};
    NodePtr old;
    if (root != EMPTY_TRIE_ROOT) {
        DUSK_TRY(loaded, updater.load(NodeRef::of_hash(root)));
        old = std::move(loaded);
    }
    DUSK_TRY(updated, updater.update(std::move(old), items, 0));
    result.root = settle_root(std::move(updated), root, &result.nodes);
    return result;
}

template <class Change>
std::expected<TrieUpdate, TrieError> update_given(const Hash32& root,
                                                  std::span<const Change> changes,
                                                  const NodeSource& source) {
    const auto make = [](const Change& change, std::size_t) {
        Item item;
        if (change.value && !change.value->empty()) item.value = &*change.value;
        return item;
    };
    return update_sorted(root, changes, make, nullptr, source);
}

}  // namespace
}  // namespace trie

std::expected<std::optional<Bytes>, TrieError> trie_get(const Hash32& root, BytesView key,
                                                        const NodeSource& source) {
    return trie::walk(root, key, source, [](const auto&) {});
}

std::expected<TrieUpdate, TrieError> update_trie(const Hash32& root,
                                                 std::span<const TrieChange> changes,
                                                 const NodeSource& source) {
    return trie::update_given(root, changes, source);
}

std::expected<TrieUpdate, TrieError> update_trie(const Hash32& root,
                                                 std::span<const RawTrieChange> changes,
                                                 const NodeSource& source) {
    return trie::update_given(root, changes, source);
}

std::expected<TrieUpdate, TrieError> update_trie(const Hash32& root,
                                                 std::span<const LeafChange> changes,
                                                 LeafWriter& writer, const NodeSource& source) {
    const auto make = [](const LeafChange& change, std::size_t index) {
        trie::Item item;
        if (!change.remove) item.index = index;
        return item;
    };
    return trie::update_sorted(root, changes, make, &writer, source);
}

Hash32 ordered_trie_root(std::span<const Bytes> values) {
    if (values.empty()) return EMPTY_TRIE_ROOT;
    std::vector<std::pair<trie::Nibbles, const Bytes*>> entries;
    entries.reserve(values.size());
    for (std::uint64_t i = 0; i < values.size(); ++i) {
        DUSK_CHECK(!values[i].empty());
        Bytes key;
        rlp::encode(key, i);
        entries.emplace_back(trie::to_nibbles(key), &values[i]);
    }
    std::ranges::sort(entries, {}, [](const auto& entry) -> const Bytes& { return entry.first; });
    std::vector<trie::Item> items;
    items.reserve(entries.size());
    for (const auto& [key, value] : entries) {
        auto& item = items.emplace_back();
        item.key = key;
        item.value = value;
    }
    const trie::NoNodes none;
    auto node = trie::Updater{none}.update(nullptr, items, 0);
    DUSK_CHECK(node.has_value());
    return trie::settle_root(*std::move(node), EMPTY_TRIE_ROOT, nullptr);
}

}  // namespace dusk
