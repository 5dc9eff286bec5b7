// The inner loops of the hash functions, and hashes of many messages. Each has a portable
// definition under its own name in dusk::portable; the one without that namespace is what the hash
// functions call. It is the portable one unless the program links another definition, which takes
// its place at link time (the node links platform/crypto's). All definitions give the same results.
#pragma once

#include <cstdint>
#include <span>

#include <dusk/core/base/bytes.hpp>

namespace dusk {

/// FIPS 202, section 3.3: KECCAK-p[1600, 24].
void keccak_f1600(std::uint64_t (&state)[25]) noexcept;
/// FIPS 180-4, section 6.2.2, for each whole block of 64 bytes; a rest is ignored.
void sha256_compress(std::uint32_t (&state)[8], BytesView blocks) noexcept;
/// RFC 7693, section 3.2: so many rounds of BLAKE2b on v with the message m.
void blake2b_rounds(std::uint32_t rounds, std::uint64_t (&v)[16],
                    const std::uint64_t (&m)[16]) noexcept;
/// keccak256 of each message, to as many digests. A host may compute several at once.
void keccak256_each(std::span<const BytesView> messages, Hash32* digests) noexcept;

namespace portable {

void keccak_f1600(std::uint64_t (&state)[25]) noexcept;
void sha256_compress(std::uint32_t (&state)[8], BytesView blocks) noexcept;
void blake2b_rounds(std::uint32_t rounds, std::uint64_t (&v)[16],
                    const std::uint64_t (&m)[16]) noexcept;
void keccak256_each(std::span<const BytesView> messages, Hash32* digests) noexcept;

}  // namespace portable

}  // namespace dusk
