#include <dusk/core/crypto/hash_blocks.hpp>

// Weak: another definition in the program replaces each of these.
namespace dusk {

[[gnu::weak]] void keccak_f1600(std::uint64_t (&state)[25]) noexcept {
    portable::keccak_f1600(state);
}

[[gnu::weak]] void sha256_compress(std::uint32_t (&state)[8], BytesView blocks) noexcept {
    portable::sha256_compress(state, blocks);
}

[[gnu::weak]] void blake2b_rounds(std::uint32_t rounds, std::uint64_t (&v)[16],
                                  const std::uint64_t (&m)[16]) noexcept {
    portable::blake2b_rounds(rounds, v, m);
}

[[gnu::weak]] void keccak256_each(std::span<const BytesView> messages, Hash32* digests) noexcept {
    portable::keccak256_each(messages, digests);
}

}  // namespace dusk
