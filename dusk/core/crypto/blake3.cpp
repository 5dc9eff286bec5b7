// BLAKE3, hash mode, 32 bytes of output (the BLAKE3 paper, section 2; section numbers are its).
#include <bit>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/crypto/hash.hpp>

namespace dusk {
namespace {

using Word = std::uint32_t;
using ChainingValue = std::array<Word, 8>;

constexpr std::size_t BLOCK_SIZE = 64;
constexpr std::size_t CHUNK_SIZE = 1024;
constexpr std::size_t TREE_DEPTH_MAX = 54;  // 2^64 bytes / 2^10 bytes a chunk

// Section 2.2, table 3: domain flags.
constexpr Word CHUNK_START = 1;
constexpr Word CHUNK_END = 2;
constexpr Word PARENT = 4;
constexpr Word ROOT = 8;

constexpr ChainingValue INITIAL_STATE = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

// Section 2.2, table 2: the order in which a round reads the words of the one before.
constexpr std::uint8_t PERMUTATION[16] = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};

/// The inputs of one compression. The last one of a message is kept until it is known to be the
/// root.
struct Node {
    ChainingValue chaining{};
    std::array<Word, 16> block{};
    std::uint64_t counter = 0;
    Word block_size = 0;
    Word flags = 0;
};

[[gnu::always_inline]] inline void mix(Word& a, Word& b, Word& c, Word& d, Word x,
                                       Word y) noexcept {
    a += b + x;
    d = std::rotr(d ^ a, 16);
    c += d;
    b = std::rotr(b ^ c, 12);
    a += b + y;
    d = std::rotr(d ^ a, 8);
    c += d;
    b = std::rotr(b ^ c, 7);
}

/// Section 2.2: the compression function, truncated to its first eight words.
ChainingValue compress(const Node& node, Word extra_flags = 0) noexcept {
    const auto& h = node.chaining;
    auto m = node.block;
    std::array<Word, 16> v = {h[0],
                              h[1],
                              h[2],
                              h[3],
                              h[4],
                              h[5],
                              h[6],
                              h[7],
                              INITIAL_STATE[0],
                              INITIAL_STATE[1],
                              INITIAL_STATE[2],
                              INITIAL_STATE[3],
                              static_cast<Word>(node.counter),
                              static_cast<Word>(node.counter >> 32),
                              node.block_size,
                              node.flags | extra_flags};
    for (int round = 0; round < 7; ++round) {
        mix(v[0], v[4], v[8], v[12], m[0], m[1]);
        mix(v[1], v[5], v[9], v[13], m[2], m[3]);
        mix(v[2], v[6], v[10], v[14], m[4], m[5]);
        mix(v[3], v[7], v[11], v[15], m[6], m[7]);
        mix(v[0], v[5], v[10], v[15], m[8], m[9]);
        mix(v[1], v[6], v[11], v[12], m[10], m[11]);
        mix(v[2], v[7], v[8], v[13], m[12], m[13]);
        mix(v[3], v[4], v[9], v[14], m[14], m[15]);
        std::array<Word, 16> permuted;
        for (std::size_t i = 0; i < 16; ++i) permuted[i] = m[PERMUTATION[i]];
        m = permuted;
    }
    ChainingValue out;
    for (std::size_t i = 0; i < 8; ++i) out[i] = v[i] ^ v[i + 8];
    return out;
}

/// Section 2.4: all blocks of a chunk of up to 1024 bytes but the last, which is returned.
Node hash_chunk(BytesView chunk, std::uint64_t chunk_index) noexcept {
    Node node{.chaining = INITIAL_STATE, .counter = chunk_index, .flags = CHUNK_START};
    while (true) {
        const auto block = FixedBytes<BLOCK_SIZE>::from(chunk);
        for (std::size_t i = 0; i < 16; ++i)
            node.block[i] = load_le<Word>(block.view().subspan(4 * i, 4));
        node.block_size = static_cast<Word>(std::min(BLOCK_SIZE, chunk.size()));
        if (chunk.size() <= BLOCK_SIZE) break;
        node.chaining = compress(node);
        node.flags = 0;
        chunk = chunk.subspan(BLOCK_SIZE);
    }
    node.flags |= CHUNK_END;
    return node;
}

/// Section 2.5: a parent of two subtrees.
Node parent_of(const ChainingValue& left, const ChainingValue& right) noexcept {
    Node node{.chaining = INITIAL_STATE, .block_size = BLOCK_SIZE, .flags = PARENT};
    std::ranges::copy(left, node.block.begin());
    std::ranges::copy(right, node.block.begin() + 8);
    return node;
}

}  // namespace

Hash32 blake3(BytesView message) noexcept {
    // Section 5.1.2: complete subtrees wait on a stack, the largest at the bottom; after chunk i,
    // as many of them merge as i + 1 has trailing zero bits.
    std::array<ChainingValue, TREE_DEPTH_MAX> stack;
    std::size_t depth = 0;
    std::uint64_t chunk_index = 0;
    for (; message.size() > CHUNK_SIZE; message = message.subspan(CHUNK_SIZE)) {
        auto value = compress(hash_chunk(message.first(CHUNK_SIZE), chunk_index));
        ++chunk_index;
        for (auto count = chunk_index; count % 2 == 0; count /= 2)
            value = compress(parent_of(stack[--depth], value));
        stack[depth++] = value;
    }
    Node node = hash_chunk(message, chunk_index);
    while (depth > 0) node = parent_of(stack[--depth], compress(node));
    const auto root = compress(node, ROOT);
    Hash32 digest;
    for (std::size_t i = 0; i < 8; ++i) store_le(digest.data() + 4 * i, root[i]);
    return digest;
}

}  // namespace dusk
