#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/trie/node.hpp>
#include <dusk/node/rpc/inspect/trie_range.hpp>

namespace dusk::eth {
namespace {

using trie::Nibbles;

constexpr std::size_t KEY_NIBBLES = 64;

class RangeWalk {
public:
    RangeWalk(const Hash32& start, std::size_t count, const NodeSource& nodes)
        : start_(trie::to_nibbles(start)), count_(count), nodes_(nodes) {}

    std::expected<bool, TrieError> visit(const trie::NodeRef& ref, const Nibbles& path) {
        if (ref.is_empty() || is_done() || is_below(path)) return true;
        if (!ref.is_hash()) return visit_node(ref.bytes(), path);
        const auto node = nodes_.node_at({{}, TriePath(path)}, ref.hash());
        if (node == nullptr) return std::unexpected(TrieError{TrieFault::missing_node, ref.hash()});
        return visit_node(*node, path);
    }
    TrieRange take() { return std::move(out_); }

private:
    bool is_done() const { return out_.next.has_value(); }
    /// Whether every key under `path` comes before the start.
    bool is_below(const Nibbles& path) const {
        return std::ranges::lexicographical_compare(
            path, BytesView(start_).first(std::min(path.size(), start_.size())));
    }

    std::expected<bool, TrieError> visit_node(BytesView encoded, const Nibbles& path) {
        const auto node = trie::decode_node(encoded);
        if (!node) return std::unexpected(TrieError{TrieFault::malformed_node, keccak256(encoded)});
        auto below = path;
        below.insert(below.end(), node->path.begin(), node->path.end());
        if (node->kind == trie::NodeKind::leaf) {
            note(below, node->value);
            return true;
        }
        if (node->kind == trie::NodeKind::extension) return visit(node->child, below);
        for (std::size_t i = 0; i < node->children.size(); ++i) {
            auto child = below;
            child.push_back(static_cast<std::uint8_t>(i));
            DUSK_TRY_VOID(visit(node->children[i], child));
        }
        return true;
    }

    void note(const Nibbles& nibbles, BytesView value) {
        if (nibbles.size() != KEY_NIBBLES || is_below(nibbles)) return;
        Hash32 key;
        for (std::size_t i = 0; i < 32; ++i)
            key[i] = static_cast<std::uint8_t>(nibbles[2 * i] << 4 | nibbles[2 * i + 1]);
        if (out_.leaves.size() < count_)
            out_.leaves.emplace_back(key, to_bytes(value));
        else
            out_.next = key;
    }

    const Nibbles start_;
    const std::size_t count_;
    const NodeSource& nodes_;
    TrieRange out_;
};

}  // namespace

std::expected<TrieRange, TrieError> trie_range(const Hash32& root, const Hash32& start,
                                               std::size_t count, const NodeSource& nodes) {
    RangeWalk walk(start, count, nodes);
    if (root != EMPTY_TRIE_ROOT) DUSK_TRY_VOID(walk.visit(trie::NodeRef::of_hash(root), {}));
    return walk.take();
}

}  // namespace dusk::eth
