// ethereum-tests TrieTests, and the batch update against tries built from scratch.
#include <map>
#include <random>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <tests/support/vectors.hpp>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/codec/rlp.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/trie/proof.hpp>
#include <dusk/core/trie/trie.hpp>

namespace dusk {
namespace {

namespace json = boost::json;

class MapNodes final : public NodeSource {
public:
    std::shared_ptr<const Bytes> node(const Hash32& hash) const override {
        ++reads;
        const auto it = nodes.find(hash);
        return it == nodes.end() ? nullptr : std::make_shared<const Bytes>(it->second);
    }
    void add(const TrieUpdate& update) {
        for (const auto& [hash, rlp] : update.nodes) {
            EXPECT_EQ(keccak256(rlp), hash);
            nodes[hash] = rlp;
        }
    }
    std::map<Hash32, Bytes> nodes;
    mutable std::size_t reads = 0;
};

using Model = std::map<Bytes, Bytes>;

Hash32 root_of(const Model& model) {
    std::vector<RawTrieChange> changes;
    for (const auto& [key, value] : model) changes.push_back({key, value});
    return update_trie(EMPTY_TRIE_ROOT, std::span<const RawTrieChange>{changes}, MapNodes{})->root;
}

Bytes parse(const json::value& value) {
    const std::string_view text = value.as_string();
    return text.starts_with("0x") ? *from_hex(text) : to_bytes(as_bytes(text));
}

/// The entries of a case in order; a null value deletes.
std::vector<RawTrieChange> entries_of(const json::value& in, bool secure) {
    std::vector<RawTrieChange> out;
    const auto add = [&](Bytes key, const json::value& value) {
        if (secure) key = to_bytes(keccak256(key));
        out.push_back({key, value.is_null() ? std::nullopt : std::optional{parse(value)}});
    };
    if (in.is_array()) {
        for (const auto& pair : in.as_array()) add(parse(pair.at(0)), pair.at(1));
    } else {
        for (const auto& [key, value] : in.as_object()) add(parse(json::value(key)), value);
    }
    return out;
}

/// One by one in the given order, then at once.
void check_case(const json::value& test, bool secure) {
    const auto want = *fixed_from_hex<32>(test.at("root").as_string());
    MapNodes source;
    auto root = EMPTY_TRIE_ROOT;
    Model model;
    for (const auto& entry : entries_of(test.at("in"), secure)) {
        const auto update = update_trie(root, std::span{&entry, 1}, source);
        ASSERT_TRUE(update.has_value());
        source.add(*update);
        root = update->root;
        model.erase(entry.key);
        if (entry.value) model[entry.key] = *entry.value;
    }
    EXPECT_EQ(to_hex(root), to_hex(want));
    EXPECT_EQ(to_hex(root_of(model)), to_hex(want));
}

TEST(trie, has_the_roots_of_ethereum_tests) {
    DUSK_VECTORS_OR_SKIP(folder, "ethereum-tests");
    std::size_t count = 0;
    for (const auto* name : {"trietest", "trieanyorder", "trietest_secureTrie",
                             "trieanyorder_secureTrie", "hex_encoded_securetrie_test"}) {
        const std::string text =
            test::read_text(folder / "TrieTests" / (std::string{name} + ".json"));
        const bool secure = std::string_view{name}.find("ecure") != std::string_view::npos;
        for (const auto& [id, test] : json::parse(text).as_object()) {
            SCOPED_TRACE(std::string{name} + "/" + std::string{id});
            check_case(test, secure);
            ++count;
        }
    }
    EXPECT_GE(count, 20u);
}

TEST(trie, batch_update_equals_a_trie_built_from_scratch) {
    std::mt19937 random{7};
    // Few distinct nibbles make deep shared paths, extensions and collapses.
    const auto random_key = [&] {
        Bytes key(4);
        for (auto& byte : key)
            byte = static_cast<std::uint8_t>((random() % 3) * 0x10 + random() % 3);
        return key;
    };
    for (int round = 0; round < 60; ++round) {
        MapNodes source;
        Model model;
        auto root = EMPTY_TRIE_ROOT;
        for (int batch = 0; batch < 12; ++batch) {
            std::map<Bytes, std::optional<Bytes>> changes;
            for (auto n = random() % 20; n-- > 0;) {
                auto& value = changes[random_key()];
                if (random() % 2 == 0) value = Bytes(1 + random() % 40, std::uint8_t{1});
            }
            std::vector<RawTrieChange> sorted;
            for (const auto& [key, value] : changes) {
                sorted.push_back({key, value});
                if (value) {
                    model[key] = *value;
                } else {
                    model.erase(key);
                }
            }
            const auto update = update_trie(root, std::span<const RawTrieChange>{sorted}, source);
            ASSERT_TRUE(update.has_value());
            source.add(*update);
            root = update->root;
            ASSERT_EQ(root, root_of(model));
        }
        for (const auto& [key, value] : model)
            ASSERT_EQ(trie_get(root, key, source).value(), value);
    }
}

/// 200 hashed keys and the trie over them.
struct Big {
    MapNodes source;
    std::vector<TrieChange> entries;
    Hash32 root;
    Big() {
        for (std::uint64_t i = 0; i < 200; ++i) {
            const auto key = keccak256(to_hash32(u256{i}));
            entries.push_back({key, Bytes(1 + i % 50, static_cast<std::uint8_t>(i + 1))});
        }
        std::ranges::sort(entries, {}, &TrieChange::key);
        const auto update =
            update_trie(EMPTY_TRIE_ROOT, std::span<const TrieChange>{entries}, source);
        source.add(*update);
        root = update->root;
    }
};

TEST(trie, deleting_what_is_not_there_changes_nothing) {
    Big big;
    const TrieChange change{keccak256(as_bytes("absent")), std::nullopt};
    const auto update = update_trie(big.root, std::span{&change, 1}, big.source);
    EXPECT_EQ(update->root, big.root);
    EXPECT_TRUE(update->nodes.empty());
}

TEST(trie, deleting_everything_gives_the_empty_root) {
    Big big;
    auto changes = big.entries;
    for (auto& change : changes) change.value.reset();
    EXPECT_EQ(update_trie(big.root, std::span<const TrieChange>{changes}, big.source)->root,
              EMPTY_TRIE_ROOT);
}

TEST(trie, leaf_writer_sees_each_old_value_once) {
    Big big;
    /// Appends a byte to what was there, or starts with one.
    class Appender final : public LeafWriter {
    public:
        std::expected<Bytes, TrieError> write(std::size_t index,
                                              std::optional<BytesView> old) override {
            seen.push_back(index);
            auto value = old ? to_bytes(*old) : Bytes{};
            value.push_back(9);
            return value;
        }
        std::vector<std::size_t> seen;
    };
    std::map<Hash32, std::optional<Bytes>> want;
    for (std::size_t i = 0; i < big.entries.size(); i += 7) {
        auto& value = want[big.entries[i].key];
        if (i % 2 != 0) continue;
        value = big.entries[i].value;
        value->push_back(9);
    }
    want[keccak256(as_bytes("new"))] = Bytes{9};
    want[keccak256(as_bytes("never there"))] = std::nullopt;
    std::vector<LeafChange> changes;
    std::vector<TrieChange> direct;
    for (const auto& [key, value] : want) {
        changes.push_back({key, !value.has_value()});
        direct.push_back({key, value});
    }
    Appender appender;
    const auto update =
        update_trie(big.root, std::span<const LeafChange>{changes}, appender, big.source);
    ASSERT_TRUE(update);
    EXPECT_EQ(update->root,
              update_trie(big.root, std::span<const TrieChange>{direct}, big.source)->root);
    EXPECT_EQ(appender.seen.size(),
              static_cast<std::size_t>(std::ranges::count_if(
                  want, [](const auto& entry) { return entry.second.has_value(); })));
}

TEST(trie, names_the_missing_node) {
    Big big;
    const auto key = big.entries[0].key;
    const auto proof = *prove(big.root, key, big.source);
    const auto hash = keccak256(proof.back());
    big.source.nodes.erase(hash);
    const TrieError want{TrieFault::missing_node, hash};
    const TrieChange change{key, Bytes{1}};
    EXPECT_EQ(update_trie(big.root, std::span{&change, 1}, big.source).error(), want);
    EXPECT_EQ(trie_get(big.root, key, big.source).error(), want);
}

TEST(trie, refuses_malformed_nodes) {
    const char* const table[] = {
        "",            // nothing
        "c0",          // no items
        "c13f",        // one item
        "c3202020",    // three items
        "c280 01",     // empty path
        "c26001",      // path flag 6
        "c22101",      // odd flag absent but low nibble set
        "c22080",      // leaf without value
        "c20001",      // extension to a string of one byte
        "c20080",      // extension to nothing
        "c400c22080",  // extension without path
        "c22001ff",    // trailing byte
    };
    for (const std::string text : table) {
        std::string digits;
        for (const char c : text)
            if (c != ' ') digits += c;
        const auto encoded = *from_hex(digits);
        MapNodes source;
        const auto root = keccak256(encoded);
        source.nodes[root] = encoded;
        const TrieChange change{Hash32{}, Bytes{1}};
        const TrieError want{TrieFault::malformed_node, root};
        const auto update = update_trie(root, std::span{&change, 1}, source);
        ASSERT_FALSE(update.has_value()) << text;
        EXPECT_EQ(update.error(), want) << text;
    }
}

TEST(trie, ordered_root_equals_the_update_of_an_empty_trie) {
    EXPECT_EQ(ordered_trie_root({}), EMPTY_TRIE_ROOT);
    for (const std::size_t count : {1u, 2u, 127u, 128u, 129u, 300u}) {
        std::vector<Bytes> values;
        Model model;
        for (std::size_t i = 0; i < count; ++i) {
            values.emplace_back(1 + i % 60, static_cast<std::uint8_t>(i + 1));
            Bytes key;
            rlp::encode(key, std::uint64_t{i});
            model[key] = values.back();
        }
        EXPECT_EQ(ordered_trie_root(values), root_of(model)) << count;
    }
}

TEST(proof, shows_presence_and_absence) {
    Big big;
    for (const auto& [key, value] : big.entries) {
        const auto proof = *prove(big.root, key, big.source);
        EXPECT_EQ(verify_proof(big.root, key, proof).value(), value);
    }
    const auto absent = keccak256(as_bytes("absent"));
    const auto proof = *prove(big.root, absent, big.source);
    EXPECT_EQ(verify_proof(big.root, absent, proof).value(), std::nullopt);
    EXPECT_EQ(verify_proof(EMPTY_TRIE_ROOT, absent, {}).value(), std::nullopt);
}

TEST(proof, refuses_changed_missing_and_surplus_nodes) {
    Big big;
    const auto key = big.entries[3].key;
    const auto proof = *prove(big.root, key, big.source);
    auto changed = proof;
    changed.back().back() ^= 1;
    EXPECT_FALSE(verify_proof(big.root, key, changed));
    EXPECT_FALSE(verify_proof(big.root, key, std::span{proof}.first(proof.size() - 1)));
    auto surplus = proof;
    surplus.push_back(proof.back());
    EXPECT_FALSE(verify_proof(big.root, key, surplus));
    EXPECT_FALSE(verify_proof(keccak256(as_bytes("other")), key, proof));
}

}  // namespace
}  // namespace dusk
