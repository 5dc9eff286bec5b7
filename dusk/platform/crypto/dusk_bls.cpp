#include <string_view>

#include <openssl/crypto.h>

#include <dusk/core/base/check.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/platform/crypto/dusk_bls.hpp>
#include <dusk/platform/crypto/dusk_bls_keys.hpp>
#include <dusk/platform/crypto/dusk_bls_point.hpp>
#include <dusk/platform/crypto/random.hpp>

namespace dusk {
namespace {

constexpr std::string_view H0_TAG = "BLS_SIG_BLS12381G1_XMD:SHA-256_DUSK_V2";

/// RFC 9380 hash_to_curve, suite BLS12381G1_XMD:SHA-256_SSWU_RO_.
blst_p1 h0(BytesView message) {
    const auto tag = as_bytes(H0_TAG);
    blst_p1 point;
    blst_hash_to_g1(&point, message.data(), message.size(), tag.data(), tag.size(), nullptr, 0);
    return point;
}

bls::KeyPoints& key_points() {
    static bls::KeyPoints instance;
    return instance;
}

std::optional<blst_p2> aggregate_keys(std::span<const BlsPublicKey> keys) {
    blst_p2 sum{};
    for (const auto& key : keys) {
        const auto weighted = key_points().weighted(key);
        if (!weighted) return std::nullopt;
        blst_p2_add_or_double_affine(&sum, &sum, &*weighted);
    }
    if (blst_p2_is_inf(&sum)) return std::nullopt;
    return sum;
}

/// e(signature, G2) = e(H0(message), key)
bool verify(const blst_p2_affine& key, BytesView message, const BlsSignature& signature) {
    const auto sigma = bls::decode_signature(signature);
    if (!sigma) return false;
    const auto hash = h0(message);
    blst_p1_affine hash_affine;
    blst_p1_to_affine(&hash_affine, &hash);
    blst_fp12 left;
    blst_fp12 right;
    blst_miller_loop(&left, blst_p2_affine_generator(), &*sigma);
    blst_miller_loop(&right, &key, &hash_affine);
    return blst_fp12_finalverify(&left, &right);
}

class NativeBls final : public BlsProvider {
public:
    bool verify_single(const BlsPublicKey& key, BytesView message,
                       const BlsSignature& signature) const override {
        const auto point = key_points().point(key);
        return point && verify(*point, message, signature);
    }

    bool verify_multisig(std::span<const BlsPublicKey> keys, BytesView message,
                         const BlsSignature& signature) const override {
        const auto sum = aggregate_keys(keys);
        if (!sum) return false;
        blst_p2_affine key;
        blst_p2_to_affine(&key, &*sum);
        return verify(key, message, signature);
    }

    std::optional<BlsSignature> aggregate(std::span<const BlsSignature> signatures) const override {
        blst_p1 sum{};
        for (const auto& signature : signatures) {
            const auto point = bls::decode_signature(signature);
            if (!point) return std::nullopt;
            blst_p1_add_or_double_affine(&sum, &sum, &*point);
        }
        if (blst_p1_is_inf(&sum)) return std::nullopt;
        return bls::encode_signature(sum);
    }

    bool is_valid_key(const BlsPublicKey& key) const override {
        return key_points().point(key).has_value();
    }

    std::optional<FixedBytes<193>> raw_key(const BlsPublicKey& key) const override {
        return bls_key_to_raw(key);
    }

    std::optional<BlsPublicKey> key_from_raw(const FixedBytes<193>& raw) const override {
        return bls_key_from_raw(raw);
    }

    Hash32 hash_to_scalar(BytesView message) const override {
        return Hash32::from(bls::to_scalar(message).b);
    }
};

blst_scalar read_scalar(const Hash32& scalar_le) {
    blst_scalar scalar;
    blst_scalar_from_lendian(&scalar, scalar_le.data());
    return scalar;
}

BlsSignature sign(const blst_scalar& scalar, BytesView message) {
    const auto hash = h0(message);
    blst_p1 signature;
    blst_sign_pk_in_g2(&signature, &hash, &scalar);
    return bls::encode_signature(signature);
}

}  // namespace

const BlsProvider& native_bls() {
    static const NativeBls instance;
    return instance;
}

std::optional<BlsPublicKey> bls_aggregate_keys(std::span<const BlsPublicKey> keys) {
    const auto sum = aggregate_keys(keys);
    if (!sum) return std::nullopt;
    return bls::encode_key(*sum);
}

std::optional<BlsSecretKey> BlsSecretKey::from(const Hash32& scalar_le) {
    const auto scalar = read_scalar(scalar_le);
    if (!blst_sk_check(&scalar)) return std::nullopt;
    return BlsSecretKey(scalar_le);
}

BlsSecretKey BlsSecretKey::generate() {
    for (;;) {
        auto candidate = random_bytes<32>();
        candidate[31] &= 0x7f;  // the order has 255 bits
        if (auto key = from(candidate)) return *key;
    }
}

BlsSecretKey::BlsSecretKey(const Hash32& scalar_le) : scalar_(scalar_le) {
    const auto scalar = read_scalar(scalar_);
    blst_p2 key;
    blst_sk_to_pk_in_g2(&key, &scalar);
    public_key_ = bls::encode_key(key);
}

BlsSecretKey::~BlsSecretKey() { OPENSSL_cleanse(scalar_.data(), scalar_.size()); }

BlsSignature BlsSecretKey::sign_single(BytesView message) const {
    return sign(read_scalar(scalar_), message);
}

BlsSignature BlsSecretKey::sign_multisig(BytesView message) const {
    const auto secret = read_scalar(scalar_);
    const auto factor = bls::weight_of(public_key_);
    blst_scalar product;
    DUSK_CHECK(blst_sk_mul_n_check(&product, &secret, &factor));
    return sign(product, message);
}

}  // namespace dusk
