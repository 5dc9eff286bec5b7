// ECDSA verification over secp256r1 (P-256), by OpenSSL's curve arithmetic.
// Spec: EIP-7951 (the same answers as RIP-7212).
#pragma once

#include <dusk/core/base/bytes.hpp>

namespace dusk {

/// The precompile 0x100: digest, r, s, x, y of 32 bytes each. 32 bytes with value 1 for a valid
/// signature, otherwise nothing.
Bytes p256_verify(BytesView input);

}  // namespace dusk
