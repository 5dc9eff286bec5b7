// Modular exponentiation of big integers, by GMP.
// Limits: base and modulus at most MODEXP_OPERAND_SIZE_MAX bytes, the exponent at most
// MODEXP_EXPONENT_SIZE_MAX: far above what gas can pay for, so that unpriced input cannot exhaust
// memory. Spec: EIP-198.
#pragma once

#include <expected>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/crypto/provider.hpp>

namespace dusk {

inline constexpr std::size_t MODEXP_OPERAND_SIZE_MAX = std::size_t{1} << 20;
inline constexpr std::size_t MODEXP_EXPONENT_SIZE_MAX = std::size_t{1} << 28;

/// The precompile 0x05: three lengths of 32 bytes, then base, exponent and modulus, read as if
/// zeros followed. The result has the modulus' length; it is zero for a zero modulus.
std::expected<Bytes, CryptoError> modexp(BytesView input);

}  // namespace dusk
