// The precompiles of BN254, gas aside: ECADD (0x06), ECMUL (0x07) and the pairing check (0x08).
// Limits: the input's size; memory is about three times it.
// Spec: EIP-196, EIP-197.
#pragma once

#include <expected>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/crypto/provider.hpp>

namespace dusk::bn254 {

/// Two points of 64 bytes; a shorter input reads as if zeros followed, a longer one is cut.
std::expected<Bytes, CryptoError> add(BytesView input);
/// A point of 64 bytes and a scalar of 32, likewise.
std::expected<Bytes, CryptoError> multiply(BytesView input);
/// Pairs of 192 bytes exactly; G2's coordinates have the imaginary part first. 32 bytes: 1 or 0.
std::expected<Bytes, CryptoError> pairing(BytesView input);

}  // namespace dusk::bn254
