// The precompiles that need no curve library, and the bounds of MODEXP before it goes to the
// provider. Spec: yellow paper appendix E; EIP-152 (BLAKE2F), EIP-198 and EIP-7823 (MODEXP).
#pragma once

#include <expected>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/crypto/provider.hpp>
#include <dusk/core/evm/precompiles.hpp>

namespace dusk::evm {

using PrecompileOutput = std::expected<Bytes, CryptoError>;

PrecompileOutput run_sha256(const PrecompileSet&, BytesView input, const CryptoProvider&);
/// The digest in the low 20 of 32 bytes.
PrecompileOutput run_ripemd160(const PrecompileSet&, BytesView input, const CryptoProvider&);
PrecompileOutput run_identity(const PrecompileSet&, BytesView input, const CryptoProvider&);
PrecompileOutput run_blake2f(const PrecompileSet&, BytesView input, const CryptoProvider&);
PrecompileOutput run_modexp(const PrecompileSet&, BytesView input, const CryptoProvider&);

}  // namespace dusk::evm
