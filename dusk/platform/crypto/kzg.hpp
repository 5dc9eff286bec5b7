// KZG commitments of blobs, by c-kzg with the mainnet ceremony's output built in. The setup is
// loaded at the first call (some tenths of a second), once for all threads; kzg::preload() does it
// ahead of time. Limits: a blob has exactly BLOB_SIZE bytes; batches are as large as the caller
// makes them. Spec: EIP-4844; consensus-specs, deneb/polynomial-commitments.md.
#pragma once

#include <expected>
#include <span>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/crypto/provider.hpp>

namespace dusk::kzg {

inline constexpr std::size_t FIELD_ELEMENTS_PER_BLOB = 4096;
inline constexpr std::size_t BLOB_SIZE = FIELD_ELEMENTS_PER_BLOB * 32;

using Commitment = FixedBytes<48>;
using Proof = FixedBytes<48>;
/// A field element: 32 big-endian bytes.
using FieldElement = Hash32;

/// A proof and the value that the blob's polynomial takes.
struct Opening {
    Proof proof;
    FieldElement y;
};

/// What a point proof claims: the polynomial of `commitment` is y at z.
struct PointClaim {
    Commitment commitment;
    FieldElement z;
    FieldElement y;
    Proof proof;
};

void preload();

std::expected<Commitment, CryptoError> blob_to_commitment(BytesView blob);
/// The proof that a blob belongs to its commitment, as it goes in a sidecar.
std::expected<Proof, CryptoError> compute_blob_proof(BytesView blob, const Commitment& commitment);
/// Opens the blob's polynomial at z.
std::expected<Opening, CryptoError> compute_proof(BytesView blob, const FieldElement& z);

/// Whether the proof holds; invalid_input where blob, commitment or proof do not decode.
std::expected<bool, CryptoError> verify_blob_proof(BytesView blob, const Commitment& commitment,
                                                   const Proof& proof);
/// Whether all hold. `blobs` lie one after the other; the three counts must agree.
std::expected<bool, CryptoError> verify_blob_proof_batch(BytesView blobs,
                                                         std::span<const Commitment> commitments,
                                                         std::span<const Proof> proofs);
std::expected<bool, CryptoError> verify_point_proof(const PointClaim& claim);

/// 0x01 and the last 31 bytes of sha256(commitment).
Hash32 versioned_hash(const Commitment& commitment);

/// The precompile 0x0a: versioned hash, z, y, commitment, proof (192 bytes).
std::expected<Bytes, CryptoError> point_evaluation(BytesView input);

}  // namespace dusk::kzg
