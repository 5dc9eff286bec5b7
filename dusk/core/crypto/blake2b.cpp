// BLAKE2b (RFC 7693) and its compression function as EIP-152 exposes it.
#include <bit>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/crypto/blake2b_sigma.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/crypto/hash_blocks.hpp>

namespace dusk {
namespace {

using Word = std::uint64_t;

constexpr std::size_t BLOCK_SIZE = 128;
constexpr std::uint32_t ROUNDS = 12;

// RFC 7693, section 2.6.
constexpr Word INITIAL_STATE[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

/// RFC 7693, section 3.1: the mixing function G.
[[gnu::always_inline]] inline void mix(Word& a, Word& b, Word& c, Word& d, Word x,
                                       Word y) noexcept {
    a += b + x;
    d = std::rotr(d ^ a, 32);
    c += d;
    b = std::rotr(b ^ c, 24);
    a += b + y;
    d = std::rotr(d ^ a, 16);
    c += d;
    b = std::rotr(b ^ c, 63);
}

/// The digest of `Size` bytes, in the first bytes of the result.
template <std::size_t Size>
FixedBytes<Size> blake2b(BytesView message) noexcept {
    Word h[8];
    std::ranges::copy(INITIAL_STATE, h);
    h[0] ^= 0x01010000 ^ Size;  // RFC 7693, section 2.5: fanout 1, depth 1, no key
    Word counter[2]{};
    for (bool final_block = false; !final_block;) {
        final_block = message.size() <= BLOCK_SIZE;
        const auto block = FixedBytes<BLOCK_SIZE>::from(message);
        const auto taken = std::min(BLOCK_SIZE, message.size());
        Word m[16];
        for (std::size_t i = 0; i < 16; ++i) m[i] = load_le<Word>(block.view().subspan(8 * i, 8));
        counter[0] += taken;
        blake2b_compress(ROUNDS, h, m, counter, final_block);
        message = message.subspan(taken);
    }
    FixedBytes<Size> digest;
    for (std::size_t i = 0; i < Size / 8; ++i) store_le(digest.data() + 8 * i, h[i]);
    return digest;
}

}  // namespace

void portable::blake2b_rounds(std::uint32_t rounds, std::uint64_t (&v)[16],
                              const std::uint64_t (&m)[16]) noexcept {
    std::uint32_t row = 0;
    for (std::uint32_t i = 0; i < rounds; ++i) {
        const auto& s = BLAKE2B_SIGMA[row];
        row = row == 9 ? 0 : row + 1;
        mix(v[0], v[4], v[8], v[12], m[s[0]], m[s[1]]);
        mix(v[1], v[5], v[9], v[13], m[s[2]], m[s[3]]);
        mix(v[2], v[6], v[10], v[14], m[s[4]], m[s[5]]);
        mix(v[3], v[7], v[11], v[15], m[s[6]], m[s[7]]);
        mix(v[0], v[5], v[10], v[15], m[s[8]], m[s[9]]);
        mix(v[1], v[6], v[11], v[12], m[s[10]], m[s[11]]);
        mix(v[2], v[7], v[8], v[13], m[s[12]], m[s[13]]);
        mix(v[3], v[4], v[9], v[14], m[s[14]], m[s[15]]);
    }
}

// RFC 7693, section 3.2, with the number of rounds free (EIP-152).
void blake2b_compress(std::uint32_t rounds, std::uint64_t (&h)[8], const std::uint64_t (&m)[16],
                      const std::uint64_t (&t)[2], bool final_block) noexcept {
    Word v[16];
    for (std::size_t i = 0; i < 8; ++i) {
        v[i] = h[i];
        v[i + 8] = INITIAL_STATE[i];
    }
    v[12] ^= t[0];
    v[13] ^= t[1];
    if (final_block) v[14] = ~v[14];
    blake2b_rounds(rounds, v, m);
    for (std::size_t i = 0; i < 8; ++i) h[i] ^= v[i] ^ v[i + 8];
}

Hash64 blake2b_512(BytesView message) noexcept { return blake2b<64>(message); }

Hash32 blake2b_256(BytesView message) noexcept { return blake2b<32>(message); }

}  // namespace dusk
