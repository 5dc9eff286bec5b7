// The Ethereum address of a libsecp256k1 key. For this module's sources only.
// Spec: yellow paper, appendix F.
#pragma once

#include <secp256k1.h>

#include <dusk/core/base/bytes.hpp>

namespace dusk {

/// The last 20 bytes of keccak256(x || y).
Address secp256k1_address(const secp256k1_pubkey& key);

}  // namespace dusk
