// Keccak-256 and SHA3-256: the sponge with a rate of 136 bytes (FIPS 202, section 4).
#include <dusk/core/base/endian.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/crypto/hash_blocks.hpp>
#include <dusk/core/crypto/keccak_rounds.hpp>

namespace dusk {
namespace {

using Lane = std::uint64_t;

constexpr std::size_t RATE = 136;
constexpr std::size_t RATE_LANES = RATE / 8;
constexpr std::uint8_t KECCAK_PADDING = 0x01;
constexpr std::uint8_t SHA3_PADDING = 0x06;

/// Absorbs the message, pads it with `padding` … 0x80, and squeezes 32 bytes.
Hash32 sponge(BytesView message, std::uint8_t padding) noexcept {
    Lane state[25]{};
    while (message.size() >= RATE) {
        for (std::size_t i = 0; i < RATE_LANES; ++i)
            state[i] ^= load_le<Lane>(message.subspan(8 * i, 8));
        keccak_f1600(state);
        message = message.subspan(RATE);
    }
    std::size_t lane = 0;
    for (; message.size() >= 8; message = message.subspan(8))
        state[lane++] ^= load_le<Lane>(message);
    Lane last = Lane{padding} << (8 * message.size());
    for (std::size_t i = 0; i < message.size(); ++i) last |= Lane{message[i]} << (8 * i);
    state[lane] ^= last;
    state[RATE_LANES - 1] ^= Lane{0x80} << 56;
    keccak_f1600(state);
    Hash32 digest;
    for (std::size_t i = 0; i < 4; ++i) store_le(digest.data() + 8 * i, state[i]);
    return digest;
}

}  // namespace

void portable::keccak_f1600(std::uint64_t (&state)[25]) noexcept { keccak::permute(state); }

void portable::keccak256_each(std::span<const BytesView> messages, Hash32* digests) noexcept {
    for (const auto& message : messages) *digests++ = keccak256(message);
}

Hash32 keccak256(BytesView message) noexcept { return sponge(message, KECCAK_PADDING); }

Hash32 sha3_256(BytesView message) noexcept { return sponge(message, SHA3_PADDING); }

}  // namespace dusk
