#include <dusk/platform/crypto/dusk_bls_point.hpp>

namespace dusk::bls {

bool is_valid_key(const blst_p2_affine& point) {
    return !blst_p2_affine_is_inf(&point) && blst_p2_affine_on_curve(&point) &&
           blst_p2_affine_in_g2(&point);
}

std::optional<blst_p2_affine> decode_key(const BlsPublicKey& key) {
    blst_p2_affine point;
    if (blst_p2_uncompress(&point, key.data()) != BLST_SUCCESS) return std::nullopt;
    if (!is_valid_key(point)) return std::nullopt;
    return point;
}

std::optional<blst_p1_affine> decode_signature(const BlsSignature& signature) {
    blst_p1_affine point;
    if (blst_p1_uncompress(&point, signature.data()) != BLST_SUCCESS) return std::nullopt;
    if (blst_p1_affine_is_inf(&point) || !blst_p1_affine_in_g1(&point)) return std::nullopt;
    return point;
}

BlsPublicKey encode_key(const blst_p2_affine& point) {
    BlsPublicKey key;
    blst_p2_affine_compress(key.data(), &point);
    return key;
}

BlsPublicKey encode_key(const blst_p2& point) {
    BlsPublicKey key;
    blst_p2_compress(key.data(), &point);
    return key;
}

BlsSignature encode_signature(const blst_p1& point) {
    BlsSignature signature;
    blst_p1_compress(signature.data(), &point);
    return signature;
}

}  // namespace dusk::bls
