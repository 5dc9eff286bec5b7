// The batch update: one descent (updater.hpp), then everything that it touched is encoded and
// hashed once, bottom up (settle.hpp). The children of a branch at the root do not depend on each
// other.
#include <array>

#include <dusk/core/base/result.hpp>
#include <dusk/core/trie/settle.hpp>
#include <dusk/core/trie/updater.hpp>
#include <dusk/core/trie/walk.hpp>

namespace dusk {
namespace trie {
namespace {

/// Changes as items; the keys' nibbles live here.
struct ItemList {
    std::vector<Nibbles> keys;
    std::vector<Item> items;
};

/// `make` gives the item of one change, its key aside.
template <class Change, class MakeItem>
ItemList items_of(std::span<const Change> changes, MakeItem&& make) {
    ItemList list;
    list.keys.reserve(changes.size());
    list.items.reserve(changes.size());
    for (const auto& change : changes) {
        list.keys.push_back(to_nibbles(change.key));
        DUSK_CHECK(list.items.empty() ||
                   std::ranges::lexicographical_compare(list.items.back().key, list.keys.back()));
        auto& item = list.items.emplace_back(make(change, list.items.size()));
        item.key = list.keys.back();
    }
    return list;
}

template <class Change>
ItemList items_of_given(std::span<const Change> changes) {
    return items_of(changes, [](const Change& change, std::size_t) {
        Item item;
        if (change.value && !change.value->empty()) item.value = &*change.value;
        return item;
    });
}

ItemList items_of_written(std::span<const LeafChange> changes) {
    return items_of(changes, [](const LeafChange& change, std::size_t index) {
        Item item;
        if (!change.remove) item.index = index;
        return item;
    });
}

/// Those of `loaded` that are not in `kept`.
std::vector<TriePath> difference(std::vector<TriePath> loaded, std::vector<TriePath> kept) {
    std::ranges::sort(loaded);
    std::ranges::sort(kept);
    std::vector<TriePath> out;
    std::ranges::set_difference(loaded, kept, std::back_inserter(out));
    return out;
}

std::expected<TrieUpdate, TrieError> finish(NodePtr node, const Hash32& before, Settler settler,
                                            std::vector<TriePath> loaded) {
    TrieUpdate result;
    result.root = settler.settle_root(std::move(node), before);
    if (result.root != before)
        result.removed = difference(std::move(loaded), std::move(settler.kept));
    result.nodes = std::move(settler.nodes);
    result.paths = std::move(settler.paths);
    return result;
}

std::expected<TrieUpdate, TrieError> update_serially(const Hash32& root, Items items,
                                                     LeafWriter* writer, const NodeSource& source) {
    if (items.empty()) return TrieUpdate{.root = root, .nodes = {}, .paths = {}, .removed = {}};
    Updater updater{source, writer};
    NodePtr old;
    if (root != EMPTY_TRIE_ROOT) {
        DUSK_TRY(loaded, updater.load(NodeRef::of_hash(root), {}));
        old = std::move(loaded);
    }
    DUSK_TRY(updated, updater.update(std::move(old), items, 0));
    return finish(std::move(updated), root, Settler{true}, std::move(updater.loaded));
}

/// One child of the root with the changes that lead to it, and what became of them.
struct Subtree {
    std::uint8_t nibble = 0;
    Items items;
    NodeRef ref;
    Settler settler{true};
    std::vector<TriePath> loaded;
    std::optional<TrieError> error;
};

class SubtreeTasks final : public Tasks {
public:
    SubtreeTasks(const Node& root, Items items, LeafWriter* writer, const NodeSource& source)
        : writer_(writer), source_(source) {
        while (!items.empty()) {
            auto& subtree = subtrees.emplace_back();
            subtree.nibble = items[0].key[0];
            subtree.ref = root.children[subtree.nibble].ref;
            std::size_t count = 1;
            while (count < items.size() && items[count].key[0] == subtree.nibble) ++count;
            subtree.items = items.first(count);
            items = items.subspan(count);
        }
    }

    void run(std::size_t index) override {
        auto& subtree = subtrees[index];
        if (const auto done = update(subtree); !done) subtree.error = done.error();
    }

    std::vector<Subtree> subtrees;

private:
    std::expected<void, TrieError> update(Subtree& subtree) const {
        Updater updater{source_, writer_};
        const NibblesView path{&subtree.nibble, 1};
        Slot slot{subtree.ref, {}};
        DUSK_TRY(child, updater.load(slot.ref, path));
        DUSK_TRY(updated, updater.update(std::move(child), subtree.items, 1));
        if (updated == nullptr) slot.ref = {};
        slot.node = std::move(updated);
        subtree.ref = subtree.settler.settle(slot, path);
        subtree.loaded = std::move(updater.loaded);
        return {};
    }

    LeafWriter* writer_;
    const NodeSource& source_;
};

template <class T>
void move_to_end(std::vector<T>& to, std::vector<T>& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

/// The subtrees' answers under the root. None if what is left may be no branch any more.
std::expected<std::optional<TrieUpdate>, TrieError> join(NodePtr root, const Hash32& before,
                                                         std::vector<Subtree> subtrees) {
    Settler settler{true};
    std::vector<TriePath> loaded{TriePath{}};
    for (auto& subtree : subtrees) {
        if (subtree.error) return std::unexpected(*subtree.error);
        root->children[subtree.nibble].ref = subtree.ref;
        move_to_end(settler.nodes, subtree.settler.nodes);
        move_to_end(settler.paths, subtree.settler.paths);
        move_to_end(settler.kept, subtree.settler.kept);
        move_to_end(loaded, subtree.loaded);
    }
    if (std::ranges::count_if(root->children, &Slot::is_present) < 2)
        return std::optional<TrieUpdate>{};
    DUSK_TRY(update, finish(std::move(root), before, std::move(settler), std::move(loaded)));
    return std::optional{std::move(update)};
}

/// Whether each child of `node` can be updated for itself. Children inside their parent would need
/// its hash for their errors: tries that small go serially.
bool is_wide(const Node& node) {
    return node.kind == NodeKind::branch && node.value.empty() &&
           std::ranges::none_of(node.children, [](const Slot& slot) {
               return slot.is_present() && !slot.ref.is_hash();
           });
}

std::expected<TrieUpdate, TrieError> update_by_tasks(const Hash32& root, Items items,
                                                     LeafWriter* writer, const NodeSource& source,
                                                     TaskRunner& runner) {
    if (root == EMPTY_TRIE_ROOT || items.size() < 2)
        return update_serially(root, items, writer, source);
    DUSK_TRY(node, Updater{source}.load(NodeRef::of_hash(root), {}));
    if (!is_wide(*node)) return update_serially(root, items, writer, source);
    SubtreeTasks tasks{*node, items, writer, source};
    runner.run(tasks.subtrees.size(), tasks);
    DUSK_TRY(joined, join(std::move(node), root, std::move(tasks.subtrees)));
    if (joined) return *std::move(joined);
    return update_serially(root, items, writer, source);
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
    return trie::update_serially(root, trie::items_of_given(changes).items, nullptr, source);
}

std::expected<TrieUpdate, TrieError> update_trie(const Hash32& root,
                                                 std::span<const RawTrieChange> changes,
                                                 const NodeSource& source) {
    return trie::update_serially(root, trie::items_of_given(changes).items, nullptr, source);
}

std::expected<TrieUpdate, TrieError> update_trie(const Hash32& root,
                                                 std::span<const LeafChange> changes,
                                                 LeafWriter& writer, const NodeSource& source) {
    return trie::update_serially(root, trie::items_of_written(changes).items, &writer, source);
}

std::expected<TrieUpdate, TrieError> update_trie(const Hash32& root,
                                                 std::span<const LeafChange> changes,
                                                 LeafWriter& writer, const NodeSource& source,
                                                 TaskRunner& runner) {
    return trie::update_by_tasks(root, trie::items_of_written(changes).items, &writer, source,
                                 runner);
}

std::expected<TrieUpdate, TrieError> update_trie(const Hash32& root,
                                                 std::span<const TrieChange> changes,
                                                 const NodeSource& source, TaskRunner& runner) {
    return trie::update_by_tasks(root, trie::items_of_given(changes).items, nullptr, source,
                                 runner);
}

}  // namespace dusk
