// ECDSA over secp256k1 by libsecp256k1: public-key recovery for transactions and ECRECOVER.
// Spec: yellow paper appendix E (ECREC) and F.
#pragma once

#include <expected>
#include <optional>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/crypto/provider.hpp>

namespace dusk {

/// The address of the signer: see CryptoProvider::recover_signer.
std::optional<Address> secp256k1_recover(const Hash32& digest, const Hash32& r, const Hash32& s,
                                         bool odd_y);

/// The precompile 0x01: digest, v, r, s of 32 bytes each, read as if zeros followed.
std::expected<Bytes, CryptoError> secp256k1_ecrecover(BytesView input);

}  // namespace dusk
