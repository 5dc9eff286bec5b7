// Merkle-Patricia tries over nodes stored by hash (yellow paper, appendix D): lookup, batch update,
// roots of lists. Nothing is kept between calls. Recursion is as deep as a key has nibbles.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/trie/place.hpp>

namespace dusk {

/// keccak256(rlp("")): the root of a trie without entries.
inline constexpr Hash32 EMPTY_TRIE_ROOT{{0x56, 0xe8, 0x1f, 0x17, 0x1b, 0xcc, 0x55, 0xa6,
                                         0xff, 0x83, 0x45, 0xe6, 0x92, 0xc0, 0xf8, 0x6e,
                                         0x5b, 0x48, 0xe0, 0x1b, 0x99, 0x6c, 0xad, 0xc0,
                                         0x01, 0x62, 0x2f, 0xb5, 0xe3, 0x63, 0xb4, 0x21}};

/// Trie nodes by their hash. What it returns must hash to what was asked for.
class NodeSource {
public:
    virtual ~NodeSource() = default;
    /// The node's RLP, or null if it is not known. Never asked for EMPTY_TRIE_ROOT.
    virtual std::shared_ptr<const Bytes> node(const Hash32& hash) const = 0;
    /// The same for one that keeps nodes by place. Tries ask this.
    virtual std::shared_ptr<const Bytes> node_at(const NodePlace& place, const Hash32& hash) const {
        static_cast<void>(place);
        return node(hash);
    }
};

/// One account's storage trie out of a source of all tries.
class StorageNodes final : public NodeSource {
public:
    StorageNodes(const NodeSource& all, const Hash32& owner) : all_(all), owner_(owner) {}
    std::shared_ptr<const Bytes> node(const Hash32& hash) const override { return all_.node(hash); }
    std::shared_ptr<const Bytes> node_at(const NodePlace& place,
                                         const Hash32& hash) const override {
        return all_.node_at({owner_, place.path}, hash);
    }

private:
    const NodeSource& all_;
    Hash32 owner_;
};

/// Independent pieces of work.
class Tasks {
public:
    virtual ~Tasks() = default;
    /// The piece `index`; called once for each, maybe by several threads at once.
    virtual void run(std::size_t index) = 0;
};

/// Runs pieces of work: one after the other, or on the caller's threads.
class TaskRunner {
public:
    virtual ~TaskRunner() = default;
    /// Returns when all of 0 … count - 1 have run.
    virtual void run(std::size_t count, Tasks& tasks) = 0;
};

class SerialRunner final : public TaskRunner {
public:
    void run(std::size_t count, Tasks& tasks) override {
        for (std::size_t i = 0; i < count; ++i) tasks.run(i);
    }
};

enum class TrieFault : std::uint8_t { missing_node, malformed_node };

struct [[nodiscard]] TrieError {
    TrieFault fault = TrieFault::missing_node;
    /// The node that is missing or malformed.
    Hash32 node;
    friend bool operator==(const TrieError&, const TrieError&) = default;
};

/// The value at `key` below `root`, or none.
std::expected<std::optional<Bytes>, TrieError> trie_get(const Hash32& root, BytesView key,
                                                        const NodeSource& source);

/// One entry to set, or to delete where `value` is none or empty.
struct TrieChange {
    Hash32 key;
    std::optional<Bytes> value;
};

/// The same with a key of any length.
struct RawTrieChange {
    Bytes key;
    std::optional<Bytes> value;
};

/// Writes leaves whose new value depends on the old one, such as an account's on its storage root.
class LeafWriter {
public:
    virtual ~LeafWriter() = default;
    /// The value, not empty, of the leaf that the change at `index` sets; `old` is what it was.
    /// Where tasks run in parallel, so are these calls.
    virtual std::expected<Bytes, TrieError> write(std::size_t index,
                                                  std::optional<BytesView> old) = 0;
};

/// One entry to delete, or to set to what the writer says.
struct LeafChange {
    Hash32 key;
    bool remove = false;
};

struct TrieUpdate {
    Hash32 root;
    /// The new nodes along the changed paths with their hashes, children before parents. One that
    /// storage already has may be among them.
    std::vector<std::pair<Hash32, Bytes>> nodes;
    /// Where each of `nodes` stands.
    std::vector<TriePath> paths;
    /// Where stored nodes stood and none stands now.
    std::vector<TriePath> removed;
};

/// Applies all changes at once. `changes` are in strictly ascending order of key. Reads each node
/// on the changed paths once, and the sibling that a deletion merges into its parent.
std::expected<TrieUpdate, TrieError> update_trie(const Hash32& root,
                                                 std::span<const TrieChange> changes,
                                                 const NodeSource& source);
std::expected<TrieUpdate, TrieError> update_trie(const Hash32& root,
                                                 std::span<const RawTrieChange> changes,
                                                 const NodeSource& source);

/// The same; each leaf is written when the descent has found its old value.
std::expected<TrieUpdate, TrieError> update_trie(const Hash32& root,
                                                 std::span<const LeafChange> changes,
                                                 LeafWriter& writer, const NodeSource& source);
/// The same; below a branch at the root each child is a task. The source must bear it. A writer may
/// be asked twice for the same leaf.
std::expected<TrieUpdate, TrieError> update_trie(const Hash32& root,
                                                 std::span<const TrieChange> changes,
                                                 const NodeSource& source, TaskRunner& runner);
std::expected<TrieUpdate, TrieError> update_trie(const Hash32& root,
                                                 std::span<const LeafChange> changes,
                                                 LeafWriter& writer, const NodeSource& source,
                                                 TaskRunner& runner);

/// The root of the trie rlp(index) -> value: transactions, receipts, withdrawals of a block. No
/// value may be empty.
Hash32 ordered_trie_root(std::span<const Bytes> values);

}  // namespace dusk
