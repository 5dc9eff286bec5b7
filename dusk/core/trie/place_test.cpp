// Tries kept by place: what an update says of places, applied to a table of places, is the trie;
// and updates by tasks say the same as serial ones.
#include <map>
#include <random>

#include <gtest/gtest.h>

#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/trie/node.hpp>
#include <dusk/core/trie/proof.hpp>

namespace dusk {
namespace {

/// One trie's nodes by path alone.
class PlaceNodes final : public NodeSource {
public:
    std::shared_ptr<const Bytes> node(const Hash32&) const override { return nullptr; }
    std::shared_ptr<const Bytes> node_at(const NodePlace& place,
                                         const Hash32& hash) const override {
        const auto it = nodes.find(place.path);
        if (it == nodes.end() || keccak256(it->second) != hash) return nullptr;
        return std::make_shared<const Bytes>(it->second);
    }
    void apply(const TrieUpdate& update) {
        ASSERT_EQ(update.nodes.size(), update.paths.size());
        for (const auto& path : update.removed) ASSERT_EQ(nodes.erase(path), 1u);
        for (std::size_t i = 0; i < update.nodes.size(); ++i)
            nodes[update.paths[i]] = update.nodes[i].second;
    }
    std::map<TriePath, Bytes> nodes;
};

/// The paths of all nodes that stand by hash below `path`.
void collect(const PlaceNodes& source, const trie::NodeRef& ref, const trie::Nibbles& path,
             std::vector<TriePath>& out) {
    if (ref.is_empty()) return;
    Bytes encoded = to_bytes(ref.bytes());
    if (ref.is_hash()) {
        const auto stored = source.node_at({{}, TriePath{path}}, ref.hash());
        ASSERT_TRUE(stored);
        out.emplace_back(path);
        encoded = *stored;
    }
    const auto node = trie::decode_node(encoded);
    ASSERT_TRUE(node);
    const auto below = [&](trie::NibblesView more) {
        auto longer = path;
        append(longer, more);
        return longer;
    };
    if (node->kind == trie::NodeKind::extension)
        collect(source, node->child, below(node->path), out);
    if (node->kind != trie::NodeKind::branch) return;
    for (std::uint8_t i = 0; i < 16; ++i) collect(source, node->children[i], below({&i, 1}), out);
}

/// Keys of few distinct nibbles, so that paths are deep and collapse often; short values, so that
/// some nodes stand inside their parents.
Hash32 random_key(std::mt19937& random) {
    Hash32 key;
    for (std::size_t i = 0; i < 3; ++i)
        key[i] = static_cast<std::uint8_t>((random() % 3) * 0x10 + random() % 3);
    for (std::size_t i = 29; i < 32; ++i) key[i] = static_cast<std::uint8_t>(random() % 2);
    return key;
}

std::vector<TrieChange> random_changes(std::mt19937& random) {
    std::map<Hash32, std::optional<Bytes>> changes;
    for (auto n = random() % 24; n-- > 0;) {
        auto& value = changes[random_key(random)];
        if (random() % 2 == 0) value = Bytes(1 + random() % 40, std::uint8_t{1});
    }
    std::vector<TrieChange> sorted;
    for (const auto& [key, value] : changes) sorted.push_back({key, value});
    return sorted;
}

/// The last piece first.
class ReversedRunner final : public TaskRunner {
public:
    void run(std::size_t count, Tasks& tasks) override {
        while (count-- > 0) tasks.run(count);
        ++calls;
    }
    int calls = 0;
};

TEST(trie_place, table_of_places_holds_the_trie_and_nothing_else) {
    for (std::uint32_t seed = 0; seed < 40; ++seed) {
        std::mt19937 random{seed};
        PlaceNodes source;
        auto root = EMPTY_TRIE_ROOT;
        for (int batch = 0; batch < 20; ++batch) {
            const auto changes = random_changes(random);
            const auto update = update_trie(root, std::span<const TrieChange>{changes}, source);
            ASSERT_TRUE(update);
            source.apply(*update);
            root = update->root;
            std::vector<TriePath> reachable;
            if (root != EMPTY_TRIE_ROOT)
                collect(source, trie::NodeRef::of_hash(root), {}, reachable);
            std::vector<TriePath> stored;
            for (const auto& [path, node] : source.nodes) stored.push_back(path);
            std::ranges::sort(reachable);
            ASSERT_EQ(stored, reachable);
            if (HasFatalFailure()) return;
        }
    }
}

TEST(trie_place, tasks_in_any_order_give_the_serial_update) {
    ReversedRunner runner;
    for (std::uint32_t seed = 0; seed < 20; ++seed) {
        std::mt19937 random{seed};
        PlaceNodes source;
        auto root = EMPTY_TRIE_ROOT;
        for (int batch = 0; batch < 20; ++batch) {
            const auto changes = random_changes(random);
            const auto serial = update_trie(root, std::span<const TrieChange>{changes}, source);
            const auto tasks =
                update_trie(root, std::span<const TrieChange>{changes}, source, runner);
            ASSERT_TRUE(serial && tasks);
            ASSERT_EQ(serial->root, tasks->root);
            ASSERT_EQ(std::map(serial->nodes.begin(), serial->nodes.end()),
                      std::map(tasks->nodes.begin(), tasks->nodes.end()));
            ASSERT_EQ(serial->removed, tasks->removed);
            source.apply(*tasks);
            root = serial->root;
        }
    }
    EXPECT_GT(runner.calls, 100);
}

TEST(trie_place, proofs_read_by_place) {
    std::mt19937 random{5};
    PlaceNodes source;
    const auto changes = random_changes(random);
    const auto update = update_trie(EMPTY_TRIE_ROOT, std::span<const TrieChange>{changes}, source);
    source.apply(*update);
    for (const auto& change : changes) {
        const auto proof = prove(update->root, change.key, source);
        ASSERT_TRUE(proof);
        const auto value = verify_proof(update->root, change.key, *proof);
        ASSERT_TRUE(value);
        EXPECT_EQ(*value, change.value);
    }
}

TEST(trie_place, paths_pack_and_sort_by_length_first) {
    const TriePath odd{Bytes{1, 2, 3}};
    EXPECT_EQ(odd.size(), 3u);
    EXPECT_EQ(to_bytes(odd.packed()), (Bytes{0x12, 0x30}));
    EXPECT_EQ(TriePath::from_packed(3, odd.packed()), odd);
    EXPECT_LT((TriePath{Bytes{15}}), odd);
    EXPECT_NE((TriePath{Bytes{1, 2, 3, 0}}), odd);
    EXPECT_EQ((TriePath{Bytes(80, std::uint8_t{1})}).size(), 64u);
}

}  // namespace
}  // namespace dusk
