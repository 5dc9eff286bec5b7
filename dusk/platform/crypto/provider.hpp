// The node's CryptoProvider: curve work by native libraries (libsecp256k1, OpenSSL, GMP, blst,
// c-kzg) and our own BN254. Safe for use by many threads at once.
#pragma once

#include <dusk/core/crypto/provider.hpp>

namespace dusk {

const CryptoProvider& native_crypto();

}  // namespace dusk
