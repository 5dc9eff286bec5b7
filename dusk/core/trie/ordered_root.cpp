// The root of a list's trie: keys are known beforehand and nothing is kept, so nodes are encoded
// from the leaves up without being built.
#include <array>

#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/rlp.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/crypto/hash_blocks.hpp>
#include <dusk/core/trie/node.hpp>
#include <dusk/core/trie/trie.hpp>

namespace dusk {
namespace {

/// A key rlp(index) in nibbles: at most nine bytes.
struct Entry {
    std::array<std::uint8_t, 18> nibbles{};
    std::uint8_t size = 0;
    const Bytes* value = nullptr;

    trie::NibblesView from(std::size_t depth) const {
        return trie::NibblesView{nibbles}.first(size).subspan(depth);
    }
};

Entry entry_of(std::uint64_t index, const Bytes& value) {
    Bytes key;
    rlp::encode(key, index);
    Entry entry{.size = static_cast<std::uint8_t>(key.size() * 2), .value = &value};
    for (std::size_t i = 0; i < key.size(); ++i) {
        entry.nibbles[2 * i] = key[i] >> 4;
        entry.nibbles[2 * i + 1] = key[i] & 15;
    }
    return entry;
}

/// By key: 1 to 127 are their own byte, 0 is 0x80, and what follows has a header above that.
std::vector<Entry> entries_of(std::span<const Bytes> values) {
    std::vector<Entry> entries;
    entries.reserve(values.size());
    const auto add = [&](std::size_t i) {
        DUSK_CHECK(!values[i].empty());
        entries.push_back(entry_of(i, values[i]));
    };
    for (std::size_t i = 1; i < std::min<std::size_t>(values.size(), 128); ++i) add(i);
    add(0);
    for (std::size_t i = 128; i < values.size(); ++i) add(i);
    return entries;
}

Bytes encode_node(std::span<const Entry> entries, std::size_t depth);

/// The keys are prefix-free: no value stands in a branch. A child stands there itself if it is
/// short, else its hash.
Bytes encode_branch(std::span<const Entry> entries, std::size_t depth) {
    std::array<Bytes, 16> children;
    std::array<BytesView, 16> long_ones;
    std::size_t long_count = 0;
    for (std::uint8_t nibble = 0; nibble < 16; ++nibble) {
        std::size_t count = 0;
        while (count < entries.size() && entries[count].nibbles[depth] == nibble) ++count;
        if (count == 0) continue;
        auto& child = children[nibble] = encode_node(entries.first(count), depth + 1);
        if (child.size() >= Hash32::size()) long_ones[long_count++] = child;
        entries = entries.subspan(count);
    }
    // All at once: a host hashes several messages in little more than the time of one.
    std::array<Hash32, 16> hashes;
    keccak256_each(std::span{long_ones}.first(long_count), hashes.data());
    const auto* hash = hashes.data();
    Bytes payload;
    payload.reserve(17 * 33);
    for (const auto& child : children) {
        if (child.empty())
            rlp::encode(payload, BytesView{});
        else if (child.size() < Hash32::size())
            append(payload, child);
        else
            rlp::encode(payload, *hash++);
    }
    rlp::encode(payload, BytesView{});
    Bytes node;
    node.reserve(payload.size() + 3);
    rlp::append_list(node, payload);
    return node;
}

Bytes encode_node(std::span<const Entry> entries, std::size_t depth) {
    const auto& first = entries.front();
    Bytes payload;
    if (entries.size() == 1) {
        payload.reserve(first.value->size() + 24);
        rlp::encode(payload, trie::encode_path(first.from(depth), true));
        rlp::encode(payload, *first.value);
    } else {
        const auto shared = trie::common_prefix(first.from(depth), entries.back().from(depth));
        if (shared == 0) return encode_branch(entries, depth);
        rlp::encode(payload, trie::encode_path(first.from(depth).first(shared), false));
        const auto branch = encode_branch(entries, depth + shared);
        if (branch.size() < Hash32::size())
            append(payload, branch);
        else
            rlp::encode(payload, keccak256(branch));
    }
    Bytes node;
    node.reserve(payload.size() + 4);
    rlp::append_list(node, payload);
    return node;
}

}  // namespace

Hash32 ordered_trie_root(std::span<const Bytes> values) {
    if (values.empty()) return EMPTY_TRIE_ROOT;
    return keccak256(encode_node(entries_of(values), 0));
}

}  // namespace dusk
