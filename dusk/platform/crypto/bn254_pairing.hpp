// The optimal ate pairing of BN254 as a product check. Portable, as bn254_field.hpp.
// Spec: EIP-197. Methods: Vercauteren 2010 (optimal ate), Costello, Lange, Naehrig 2010 (lines in
// homogeneous coordinates), Fuentes-Castaneda, Knapp, Rodriguez-Henriquez 2011 (final
// exponentiation).
#pragma once

#include <span>

#include <dusk/platform/crypto/bn254_curve.hpp>

namespace dusk::bn254 {

/// One pair: p on the curve, q in the subgroup of order GROUP_ORDER.
struct PairingInput {
    G1 p;
    G2 q;
};

/// The product of the Miller loops; pairs with a point at infinity count as one.
Fp12 miller_loop(std::span<const PairingInput> pairs);
/// f^(k (p^12 - 1) / r) for a fixed k prime to r.
Fp12 final_exponentiation(const Fp12& f) noexcept;
/// Whether the product of the pairings is one.
bool pairing_product_is_one(std::span<const PairingInput> pairs);

}  // namespace dusk::bn254
