// SHA-256 (FIPS 180-4, section 6.2).
#include <bit>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/crypto/hash.hpp>

namespace dusk {
namespace {

using Word = std::uint32_t;

constexpr std::size_t BLOCK_SIZE = 64;

// Section 4.2.2: fractions of the cube roots of the first 64 primes.
constexpr Word ROUND_CONSTANTS[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
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
        const Word t1 = h + sigma_big_1(e) + choice + ROUND_CONSTANTS[i] + w[i];
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

Hash32 sha256(BytesView message) noexcept {
    Word state[8];
    std::ranges::copy(INITIAL_STATE, state);
    const std::uint64_t bit_count = std::uint64_t{message.size()} * 8;
    for (; message.size() >= BLOCK_SIZE; message = message.subspan(BLOCK_SIZE))
        compress(state, message.first(BLOCK_SIZE));
    // Section 5.1.1: 0x80, zeros, and the size in bits fill one or two blocks.
    std::array<std::uint8_t, 2 * BLOCK_SIZE> tail{};
    std::ranges::copy(message, tail.begin());
    tail[message.size()] = 0x80;
    const auto tail_size = message.size() + 9 <= BLOCK_SIZE ? BLOCK_SIZE : 2 * BLOCK_SIZE;
    store_be(tail.data() + tail_size - 8, bit_count);
    for (std::size_t i = 0; i < tail_size; i += BLOCK_SIZE)
        compress(state, BytesView{tail}.subspan(i, BLOCK_SIZE));
    Hash32 digest;
    for (std::size_t i = 0; i < 8; ++i) store_be(digest.data() + 4 * i, state[i]);
    return digest;
}

}  // namespace dusk
