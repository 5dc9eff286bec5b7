// Keys of DuskDS as points, remembered: decoding a key costs a square root and a check of its
// subgroup, its weighing a multiplication, and committees sign with the same keys again and again.
// For this module's sources only. Thread-safe. Limits: 2 * KEYS_REMEMBERED_MIN keys of each form,
// about 600 bytes each; only valid keys are remembered.
// Spec: DuskDS consensus, section 4.
#pragma once

#include <mutex>
#include <optional>

#include <blst.h>

#include <dusk/core/base/generation_cache.hpp>
#include <dusk/core/crypto/bls_provider.hpp>

namespace dusk::bls {

inline constexpr std::size_t KEYS_REMEMBERED_MIN = 2048;

class KeyPoints {
public:
    /// The key's point; none for a bad key.
    std::optional<blst_p2_affine> point(const BlsPublicKey& key);
    /// H1(key)·key, as the key counts in an aggregate; none for a bad key.
    std::optional<blst_p2_affine> weighted(const BlsPublicKey& key);

private:
    using Points = GenerationCache<BlsPublicKey, blst_p2_affine, KEYS_REMEMBERED_MIN>;

    std::mutex mutex_;
    Points points_;           ///< guarded by mutex_
    Points weighted_points_;  ///< guarded by mutex_
};

/// H1 of the V2 hashes.
blst_scalar weight_of(const BlsPublicKey& key);
/// BLAKE2b-512 of the message modulo the groups' order.
blst_scalar to_scalar(BytesView message);

}  // namespace dusk::bls
