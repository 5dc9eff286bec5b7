// Decoding of DuskDS keys and signatures to blst's points. For this module's sources only.
// Spec: DuskDS consensus, section 4: on the curve, in the prime subgroup, not the identity.
#pragma once

#include <optional>

#include <blst.h>

#include <dusk/core/crypto/bls_provider.hpp>

namespace dusk::bls {

std::optional<blst_p2_affine> decode_key(const BlsPublicKey& key);
std::optional<blst_p1_affine> decode_signature(const BlsSignature& signature);
/// Whether a point of the right form is a valid key.
bool is_valid_key(const blst_p2_affine& point);
BlsPublicKey encode_key(const blst_p2_affine& point);

/// Adapts blst_p1_compress and blst_p2_compress.
BlsSignature encode_signature(const blst_p1& point);
BlsPublicKey encode_key(const blst_p2& point);

}  // namespace dusk::bls
