#include <dusk/core/base/check.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/platform/crypto/kzg.hpp>
#include <dusk/platform/crypto/kzg_setup.hpp>

namespace dusk::kzg {
namespace {

static_assert(BLOB_SIZE == BYTES_PER_BLOB);
static_assert(sizeof(Commitment) == sizeof(Bytes48));
static_assert(sizeof(FieldElement) == sizeof(Bytes32));
constexpr auto INVALID = std::unexpected(CryptoError::invalid_input);
constexpr std::uint8_t VERSIONED_HASH_VERSION_KZG = 0x01;

Bytes48 to_c(const FixedBytes<48>& bytes) {
    Bytes48 out;
    std::ranges::copy(bytes, out.bytes);
    return out;
}
Bytes32 to_c(const Hash32& bytes) {
    Bytes32 out;
    std::ranges::copy(bytes, out.bytes);
    return out;
}
FixedBytes<48> from_c(const Bytes48& bytes) { return FixedBytes<48>::from(bytes.bytes); }

/// c-kzg's blob is an array of bytes without alignment: the view is one.
const Blob* blobs_of(BytesView bytes) { return reinterpret_cast<const Blob*>(bytes.data()); }

/// Whether the call accepted its input. Its other errors are ours or the machine's (no memory).
bool is_accepted(C_KZG_RET result) {
    DUSK_CHECK(result == C_KZG_OK || result == C_KZG_BADARGS);
    return result == C_KZG_OK;
}

/// EIP-4844: FIELD_ELEMENTS_PER_BLOB and BLS_MODULUS as two words.
constexpr FixedBytes<64> POINT_EVALUATION_OUTPUT{
    {0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
     0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
     0,    0,    0,    0,    0x10, 0,    0x73, 0xed, 0xa7, 0x53, 0x29, 0x9d, 0x7d,
     0x48, 0x33, 0x39, 0xd8, 0x08, 0x09, 0xa1, 0xd8, 0x05, 0x53, 0xbd, 0xa4, 0x02,
     0xff, 0xfe, 0x5b, 0xfe, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x01}};

}  // namespace

void preload() { preload_lines(); }

std::expected<Commitment, CryptoError> blob_to_commitment(BytesView blob) {
    if (blob.size() != BLOB_SIZE) return INVALID;
    KZGCommitment out;
    if (!is_accepted(blob_to_kzg_commitment(&out, blobs_of(blob), &settings()))) return INVALID;
    return from_c(out);
}

std::expected<Proof, CryptoError> compute_blob_proof(BytesView blob, const Commitment& commitment) {
    if (blob.size() != BLOB_SIZE) return INVALID;
    const auto c = to_c(commitment);
    KZGProof out;
    if (!is_accepted(compute_blob_kzg_proof(&out, blobs_of(blob), &c, &settings()))) return INVALID;
    return from_c(out);
}

std::expected<Opening, CryptoError> compute_proof(BytesView blob, const FieldElement& z) {
    if (blob.size() != BLOB_SIZE) return INVALID;
    const auto point = to_c(z);
    KZGProof proof;
    Bytes32 y;
    if (!is_accepted(compute_kzg_proof(&proof, &y, blobs_of(blob), &point, &settings())))
        return INVALID;
    return Opening{from_c(proof), Hash32::from(y.bytes)};
}

std::expected<bool, CryptoError> verify_blob_proof(BytesView blob, const Commitment& commitment,
                                                   const Proof& proof) {
    if (blob.size() != BLOB_SIZE) return INVALID;
    const auto c = to_c(commitment);
    const auto p = to_c(proof);
    bool ok = false;
    if (!is_accepted(verify_blob_kzg_proof(&ok, blobs_of(blob), &c, &p, &settings())))
        return INVALID;
    return ok;
}

std::expected<bool, CryptoError> verify_blob_proof_batch(BytesView blobs,
                                                         std::span<const Commitment> commitments,
                                                         std::span<const Proof> proofs) {
    const auto count = commitments.size();
    if (proofs.size() != count || blobs.size() % BLOB_SIZE != 0) return INVALID;
    if (blobs.size() / BLOB_SIZE != count) return INVALID;
    std::vector<Bytes48> c;
    std::vector<Bytes48> p;
    for (const auto& commitment : commitments) c.push_back(to_c(commitment));
    for (const auto& proof : proofs) p.push_back(to_c(proof));
    bool ok = false;
    if (!is_accepted(verify_blob_kzg_proof_batch(&ok, blobs_of(blobs), c.data(), p.data(), count,
                                                 &settings())))
        return INVALID;
    return ok;
}

Hash32 versioned_hash(const Commitment& commitment) {
    auto hash = sha256(commitment);
    hash[0] = VERSIONED_HASH_VERSION_KZG;
    return hash;
}

std::expected<Bytes, CryptoError> point_evaluation(BytesView input) {
    if (input.size() != 192) return INVALID;
    const PointClaim claim{.commitment = Commitment::from(input.subspan(96, 48)),
                           .z = Hash32::from(input.subspan(32, 32)),
                           .y = Hash32::from(input.subspan(64, 32)),
                           .proof = Proof::from(input.subspan(144, 48))};
    if (!equal(versioned_hash(claim.commitment), input.first(32))) return INVALID;
    const auto is_proved = verify_point_proof(claim);
    if (!is_proved || !*is_proved) return INVALID;
    return to_bytes(POINT_EVALUATION_OUTPUT);
}

}  // namespace dusk::kzg
