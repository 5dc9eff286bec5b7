// The descent of a batch update: stored nodes on the changed paths are decoded into a tree in
// memory, and the sorted changes are distributed over it.
#pragma once

#include <dusk/core/trie/tree.hpp>
#include <dusk/core/trie/trie.hpp>

namespace dusk::trie {

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

class Updater {
public:
    using Result = std::expected<NodePtr, TrieError>;

    explicit Updater(const NodeSource& source, LeafWriter* writer = nullptr)
        : source_(source), writer_(writer) {}

    /// The node that `ref` at `path` stands for; null if it is empty.
    Result load(const NodeRef& ref, NibblesView path);
    /// `node`, at `depth` nibbles below the root, after `items`, all of which lead to it.
    Result update(NodePtr node, Items items, std::size_t depth);
    /// The slot's node, out of memory or storage.
    Result take(Slot& slot, NibblesView path);

    /// Where stored nodes were read.
    std::vector<TriePath> loaded;

private:
    Result decoded(BytesView encoded) const;
    Result build(Items items, std::size_t depth);
    Result build_kept(Items items, std::size_t depth);
    std::expected<Bytes, TrieError> value_of(const Item& item);
    Result update_leaf(const Node& leaf, Items items, std::size_t depth);
    Result update_extension(NodePtr node, Items items, std::size_t depth);
    Result update_branch(NodePtr node, Items items, std::size_t depth);
    std::expected<void, TrieError> update_value(Node& branch, Item item);
    Result normalized(NodePtr node, NibblesView path);

    const NodeSource& source_;
    LeafWriter* writer_;
    /// The stored node that was read last: inline children are part of it.
    Hash32 container_;
};

}  // namespace dusk::trie
