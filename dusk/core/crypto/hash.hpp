// The hash functions of the protocols, portable. Each takes the whole message.
#pragma once

#include <dusk/core/base/bytes.hpp>

namespace dusk {

using Hash20 = FixedBytes<20>;
using Hash64 = FixedBytes<64>;

/// Keccak-256 with the original padding 0x01 (Ethereum), not FIPS 202.
Hash32 keccak256(BytesView message) noexcept;
/// SHA3-256, FIPS 202 (DuskDS).
Hash32 sha3_256(BytesView message) noexcept;
Hash32 sha256(BytesView message) noexcept;
Hash20 ripemd160(BytesView message) noexcept;
/// BLAKE2b with an output of 64 or 32 bytes, no key (RFC 7693).
Hash64 blake2b_512(BytesView message) noexcept;
Hash32 blake2b_256(BytesView message) noexcept;
/// BLAKE3 with 32 bytes of output.
Hash32 blake3(BytesView message) noexcept;
/// The BLAKE2b compression function F (EIP-152): h 8 words, m 16 words, t 2 words.
void blake2b_compress(std::uint32_t rounds, std::uint64_t (&h)[8], const std::uint64_t (&m)[16],
                      const std::uint64_t (&t)[2], bool final_block) noexcept;

/// keccak256 of the empty string: the code hash of an account without code.
inline constexpr Hash32 EMPTY_CODE_HASH{{0xc5, 0xd2, 0x46, 0x01, 0x86, 0xf7, 0x23, 0x3c,
                                         0x92, 0x7e, 0x7d, 0xb2, 0xdc, 0xc7, 0x03, 0xc0,
                                         0xe5, 0x00, 0xb6, 0x53, 0xca, 0x82, 0x27, 0x3b,
                                         0x7b, 0xfa, 0xd8, 0x04, 0x5d, 0x85, 0xa4, 0x70}};

}  // namespace dusk
