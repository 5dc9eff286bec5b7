// SHA-256 (FIPS 180-4, section 6.2).
#include <bit>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/crypto/hash_blocks.hpp>
#include <dusk/core/crypto/sha256_constants.hpp>

namespace dusk {
namespace {

using Word = std::uint32_t;

constexpr std::size_t BLOCK_SIZE = 64;

// Section 5.3.3: fractions of the square roots of the first 8 primes.
constexpr Word INITIAL_STATE[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

constexpr Word sigma_big_0(Word x) noexcept {
    return std::rotr(x, 2) ^ std::rotr(x, 13) ^ std::rotr(x, 22);
}
constexpr Word sigma_big_1(Word x) noexcept {
    return std::rotr(x, 6) ^ std::rotr(x, 11) ^ std::rotr(x, 25);
}
constexpr Word sigma_small_0(Word x) noexcept {
    return std::rotr(x, 7) ^ std::rotr(x, 18) ^ (x >> 3);
}
constexpr Word sigma_small_1(Word x) noexcept {
    return std::rotr(x, 17) ^ std::rotr(x, 19) ^ (x >> 10);
}

void compress(Word (&state)[8], BytesView block) noexcept {
    Word w[64];
    for (std::size_t i = 0; i < 16; ++i) w[i] = load_be<Word>(block.subspan(4 * i, 4));
    for (std::size_t i = 16; i < 64; ++i)
        w[i] = sigma_small_1(w[i - 2]) + w[i - 7] + sigma_small_0(w[i - 15]) + w[i - 16];
    auto [a, b, c, d, e, f, g, h] = state;
    for (std::size_t i = 0; i < 64; ++i) {
        const Word choice = (e & f) ^ (~e & g);
        const Word majority = (a & b) ^ (a & c) ^ (b & c);
        const Word t1 = h + sigma_big_1(e) + choice + SHA256_CONSTANTS[i] + w[i];
        const Word t2 = sigma_big_0(a) + majority;
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    const Word working[8] = {a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i) state[i] += working[i];
}

}  // namespace

void portable::sha256_compress(std::uint32_t (&state)[8], BytesView blocks) noexcept {
    for (; blocks.size() >= BLOCK_SIZE; blocks = blocks.subspan(BLOCK_SIZE))
        compress(state, blocks.first(BLOCK_SIZE));
}

Hash32 sha256(BytesView message) noexcept {
    Word state[8];
    std::ranges::copy(INITIAL_STATE, state);
    const std::uint64_t bit_count = std::uint64_t{message.size()} * 8;
    sha256_compress(state, message);
    message = message.last(message.size() % BLOCK_SIZE);
    // Section 5.1.1: 0x80, zeros, and the size in bits fill one or two blocks.
    std::array<std::uint8_t, 2 * BLOCK_SIZE> tail{};
    std::ranges::copy(message, tail.begin());
    tail[message.size()] = 0x80;
    const auto tail_size = message.size() + 9 <= BLOCK_SIZE ? BLOCK_SIZE : 2 * BLOCK_SIZE;
    store_be(tail.data() + tail_size - 8, bit_count);
    sha256_compress(state, BytesView{tail}.first(tail_size));
    Hash32 digest;
    for (std::size_t i = 0; i < 8; ++i) store_be(digest.data() + 4 * i, state[i]);
    return digest;
}

}  // namespace dusk
