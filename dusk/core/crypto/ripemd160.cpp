// RIPEMD-160 (Dobbertin, Bosselaers, Preneel, 1996; ISO/IEC 10118-3).
#include <bit>
#include <utility>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/crypto/hash.hpp>

namespace dusk {
namespace {

using Word = std::uint32_t;

constexpr std::size_t BLOCK_SIZE = 64;

constexpr Word INITIAL_STATE[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};

/// One of the two parallel lines: the order of message words, the rotations, the added constants.
struct Line {
    std::uint8_t word[80];
    std::uint8_t rotation[80];
    Word constant[5];
};

constexpr Line LEFT = {
    {0, 1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15,  //
     7, 4,  13, 1,  10, 6,  15, 3,  12, 0, 9,  5,  2,  14, 11, 8,   //
     3, 10, 14, 4,  9,  15, 8,  1,  2,  7, 0,  6,  13, 11, 5,  12,  //
     1, 9,  11, 10, 0,  8,  12, 4,  13, 3, 7,  15, 14, 5,  6,  2,   //
     4, 0,  5,  9,  7,  12, 2,  10, 14, 1, 3,  8,  11, 6,  15, 13},
    {11, 14, 15, 12, 5,  8,  7,  9,  11, 13, 14, 15, 6,  7,  9,  8,   //
     7,  6,  8,  13, 11, 9,  7,  15, 7,  12, 15, 9,  11, 7,  13, 12,  //
     11, 13, 6,  7,  14, 9,  13, 15, 14, 8,  13, 6,  5,  12, 7,  5,   //
     11, 12, 14, 15, 14, 15, 9,  8,  9,  14, 5,  6,  8,  6,  5,  12,  //
     9,  15, 5,  11, 6,  8,  13, 12, 5,  12, 13, 14, 11, 8,  5,  6},
    {0x00000000, 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xa953fd4e},
};

constexpr Line RIGHT = {
    {5,  14, 7,  0, 9, 2,  11, 4,  13, 6,  15, 8,  1,  10, 3,  12,  //
     6,  11, 3,  7, 0, 13, 5,  10, 14, 15, 8,  12, 4,  9,  1,  2,   //
     15, 5,  1,  3, 7, 14, 6,  9,  11, 8,  12, 2,  10, 0,  4,  13,  //
     8,  6,  4,  1, 3, 11, 15, 0,  5,  12, 2,  13, 9,  7,  10, 14,  //
     12, 15, 10, 4, 1, 5,  8,  7,  6,  2,  13, 14, 0,  3,  9,  11},
    {8,  9,  9,  11, 13, 15, 15, 5,  7,  7,  8,  11, 14, 14, 12, 6,   //
     9,  13, 15, 7,  12, 8,  9,  11, 7,  7,  12, 7,  6,  15, 13, 11,  //
     9,  7,  15, 11, 8,  6,  6,  14, 12, 13, 5,  14, 13, 13, 7,  5,   //
     15, 5,  8,  11, 14, 14, 6,  14, 6,  9,  12, 9,  12, 5,  15, 8,   //
     8,  5,  12, 9,  12, 5,  14, 6,  8,  13, 6,  5,  15, 13, 11, 11},
    {0x50a28be6, 0x5c4dd124, 0x6d703ef3, 0x7a6d76e9, 0x00000000},
};

template <std::size_t Function>
constexpr Word select(Word x, Word y, Word z) noexcept {
    if constexpr (Function == 0) return x ^ y ^ z;
    if constexpr (Function == 1) return ((y ^ z) & x) ^ z;
    if constexpr (Function == 2) return (x | ~y) ^ z;
    if constexpr (Function == 3) return ((x ^ y) & z) ^ y;
    if constexpr (Function == 4) return x ^ (y | ~z);
}

using State = std::array<Word, 5>;

/// Step I of a line. Instead of moving the five words, their names move: word k is at (k - I)
/// mod 5.
template <const Line& line, bool reverse, std::size_t I>
[[gnu::always_inline]] inline void step(State& s, const Word (&m)[16]) noexcept {
    constexpr auto at = [](std::size_t k) { return (k + 80 - I) % 5; };
    constexpr std::size_t group = I / 16;
    auto& a = s[at(0)];
    const auto e = s[at(4)];
    auto& c = s[at(2)];
    const Word sum = a + select<reverse ? 4 - group : group>(s[at(1)], c, s[at(3)]) +
                     m[line.word[I]] + line.constant[group];
    a = std::rotl(sum, line.rotation[I]) + e;
    c = std::rotl(c, 10);
}

/// Both lines, step by step: they do not depend on each other. The right one takes the five
/// functions in reverse.
template <std::size_t... I>
[[gnu::always_inline]] inline void run_lines(State& left, State& right, const Word (&m)[16],
                                             std::index_sequence<I...>) noexcept {
    ((step<LEFT, false, I>(left, m), step<RIGHT, true, I>(right, m)), ...);
}

void compress(State& state, BytesView block) noexcept {
    Word m[16];
    for (std::size_t i = 0; i < 16; ++i) m[i] = load_le<Word>(block.subspan(4 * i, 4));
    auto left = state;
    auto right = state;
    run_lines(left, right, m, std::make_index_sequence<80>{});
    const auto old = state;
    for (std::size_t i = 0; i < 5; ++i)
        state[i] = old[(i + 1) % 5] + left[(i + 2) % 5] + right[(i + 3) % 5];
}

}  // namespace

Hash20 ripemd160(BytesView message) noexcept {
    State state;
    std::ranges::copy(INITIAL_STATE, state.begin());
    const std::uint64_t bit_count = std::uint64_t{message.size()} * 8;
    for (; message.size() >= BLOCK_SIZE; message = message.subspan(BLOCK_SIZE))
        compress(state, message.first(BLOCK_SIZE));
    // Padding as MD4's: 0x80, zeros, and the size in bits, least significant byte first.
    std::array<std::uint8_t, 2 * BLOCK_SIZE> tail{};
    std::ranges::copy(message, tail.begin());
    tail[message.size()] = 0x80;
    const auto tail_size = message.size() + 9 <= BLOCK_SIZE ? BLOCK_SIZE : 2 * BLOCK_SIZE;
    store_le(tail.data() + tail_size - 8, bit_count);
    for (std::size_t i = 0; i < tail_size; i += BLOCK_SIZE)
        compress(state, BytesView{tail}.subspan(i, BLOCK_SIZE));
    Hash20 digest;
    for (std::size_t i = 0; i < 5; ++i) store_le(digest.data() + 4 * i, state[i]);
    return digest;
}

}  // namespace dusk
