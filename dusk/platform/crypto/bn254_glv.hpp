// Multiplication in G1 by the endomorphism (x, y) -> (beta x, y), which multiplies by lambda: a
// scalar becomes two of half its size. Portable, as bn254_field.hpp.
// Spec: Gallant, Lambert, Vanstone 2001; the basis is that of BN curves.
#pragma once

#include <dusk/platform/crypto/bn254_curve.hpp>

namespace dusk::bn254 {

/// A cube root of one modulo the group's order.
inline constexpr u256 LAMBDA{0, 0xb3c4d79d41a91758, 0x5bfc41088d8daaa7, 0x8b17ea66b99c90dd};

/// scalar = first + second * LAMBDA modulo the order; first and the size of second are below 2^129.
struct SplitScalar {
    u256 first;
    u256 second;  ///< in two's complement
};
SplitScalar split_scalar(const u256& scalar) noexcept;

/// scalar * p. Its time depends on the scalar: not for secrets.
Jacobian<Fp> multiply_g1(const G1& p, const u256& scalar) noexcept;

}  // namespace dusk::bn254
