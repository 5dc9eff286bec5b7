#include <string_view>

#include <dusk/core/crypto/hash.hpp>
#include <dusk/platform/crypto/dusk_bls_keys.hpp>
#include <dusk/platform/crypto/dusk_bls_point.hpp>

namespace dusk::bls {
namespace {

constexpr std::string_view H1_TAG = "BLS_SIG_BLS12381_SCALAR_SHA256_DUSK_H1_V2";
constexpr std::size_t SCALAR_BITS = 255;

blst_p2_affine weigh(const BlsPublicKey& key, const blst_p2_affine& point) {
    blst_p2 product;
    blst_p2_from_affine(&product, &point);
    blst_p2_mult(&product, &product, weight_of(key).b, SCALAR_BITS);
    blst_p2_affine affine;
    blst_p2_to_affine(&affine, &product);
    return affine;
}

}  // namespace

blst_scalar to_scalar(BytesView message) {
    const auto digest = blake2b_512(message);
    blst_scalar scalar;
    blst_scalar_from_le_bytes(&scalar, digest.data(), digest.size());
    return scalar;
}

blst_scalar weight_of(const BlsPublicKey& key) {
    Bytes message = to_bytes(as_bytes(H1_TAG));
    append(message, key);
    return to_scalar(message);
}

std::optional<blst_p2_affine> KeyPoints::point(const BlsPublicKey& key) {
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = points_.find(key)) return found;
    }
    const auto point = decode_key(key);
    if (!point) return std::nullopt;
    const std::lock_guard lock(mutex_);
    points_.insert(key, *point);
    return point;
}

std::optional<blst_p2_affine> KeyPoints::weighted(const BlsPublicKey& key) {
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = weighted_points_.find(key)) return found;
    }
    const auto plain = point(key);
    if (!plain) return std::nullopt;
    const auto product = weigh(key, *plain);
    const std::lock_guard lock(mutex_);
    weighted_points_.insert(key, product);
    return product;
}

}  // namespace dusk::bls
