// Sums of a few products in G1 of BLS12-381: one row of doublings for all, scalars halved by the
// curve's endomorphism. Faster than blst's up to some dozens of terms. Not for secrets. For this
// module's sources only. Spec: Gallant, Lambert, Vanstone 2001; Straus 1964.
#pragma once

#include <span>

#include <blst.h>

#include <dusk/core/base/u256.hpp>

namespace dusk::bls12 {

/// `point` is in the subgroup of prime order and not at infinity.
struct G1Term {
    blst_p1_affine point;
    u256 scalar;
};

blst_p1 sum_of_products(std::span<const G1Term> terms);

}  // namespace dusk::bls12
