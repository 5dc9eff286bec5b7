// The precompiles of BLS12-381, gas aside, by blst.
// Limits: the input's size; memory is about twice it. Every input is refused that EIP-2537 refuses.
// Spec: EIP-2537.
#pragma once

#include <expected>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/crypto/provider.hpp>

namespace dusk::bls12 {

std::expected<Bytes, CryptoError> g1_add(BytesView input);
std::expected<Bytes, CryptoError> g1_msm(BytesView input);
std::expected<Bytes, CryptoError> g2_add(BytesView input);
std::expected<Bytes, CryptoError> g2_msm(BytesView input);
std::expected<Bytes, CryptoError> pairing(BytesView input);
std::expected<Bytes, CryptoError> map_fp_to_g1(BytesView input);
std::expected<Bytes, CryptoError> map_fp2_to_g2(BytesView input);

}  // namespace dusk::bls12
