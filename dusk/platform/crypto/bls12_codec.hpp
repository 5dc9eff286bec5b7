// BLS12-381 points as EIP-2537 writes them, to and from blst. For this module's sources only.
// Spec: EIP-2537, "Fine points and encoding of base elements".
#pragma once

#include <optional>

#include <blst.h>

#include <dusk/core/base/bytes.hpp>

namespace dusk::bls12 {

inline constexpr std::size_t FP_SIZE = 64;
inline constexpr std::size_t G1_SIZE = 128;
inline constexpr std::size_t G2_SIZE = 256;

/// The field's prime, big-endian.
extern const FixedBytes<48> FIELD_PRIME;

/// 64 bytes: 16 zeros and a value below the prime; none otherwise.
std::optional<blst_fp> decode_fp(BytesView in);
/// 128 bytes: c0, c1.
std::optional<blst_fp2> decode_fp2(BytesView in);
/// 128 bytes: x, y; all zeros is infinity. The point is on the curve, its subgroup is not checked.
std::optional<blst_p1_affine> decode_g1(BytesView in);
/// 256 bytes, likewise.
std::optional<blst_p2_affine> decode_g2(BytesView in);

Bytes encode_g1(const blst_p1& point);
Bytes encode_g2(const blst_p2& point);
/// Writes 64 bytes.
void encode_fp(std::uint8_t* out, const blst_fp& value);

}  // namespace dusk::bls12
