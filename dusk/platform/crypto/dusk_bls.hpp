// DuskDS's BLS signatures by blst: BlsProvider and BlsSigner of the node, the aggregate key, and
// the uncompressed forms of a key that contracts exchange. Version 2 of the hashes only (Aegis and
// later). Spec: DuskDS consensus, section 4 (BLS signatures); DuskEVM L1 contracts, section 6.1
// (raw and EIP-2537 forms of a key).
#pragma once

#include <optional>
#include <span>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/crypto/bls_provider.hpp>

namespace dusk {

/// Safe for use by many threads at once.
const BlsProvider& native_bls();

/// Σ H1(key)·key; none for no keys, a bad one, or the identity as the sum.
std::optional<BlsPublicKey> bls_aggregate_keys(std::span<const BlsPublicKey> keys);

/// A secret scalar; 32 little-endian bytes, not zero and below the group's order.
class BlsSecretKey final : public BlsSigner {
public:
    static std::optional<BlsSecretKey> from(const Hash32& scalar_le);
    /// A fresh key from the system's random source.
    static BlsSecretKey generate();

    BlsSecretKey(const BlsSecretKey&) = default;
    BlsSecretKey& operator=(const BlsSecretKey&) = default;
    /// Erases the secret.
    ~BlsSecretKey() override;

    const BlsPublicKey& public_key() const override { return public_key_; }
    BlsSignature sign_single(BytesView message) const override;
    BlsSignature sign_multisig(BytesView message) const override;
    const Hash32& scalar_le() const noexcept { return scalar_; }

private:
    explicit BlsSecretKey(const Hash32& scalar_le);

    Hash32 scalar_;
    BlsPublicKey public_key_;
};

/// x.c0, x.c1, y.c0, y.c1, each six little-endian limbs in Montgomery form (R = 2^384); then the
/// infinity flag, which is 0.
using BlsRawKey = FixedBytes<193>;
/// The same coordinates as 64-byte big-endian integers.
using BlsEip2537Key = FixedBytes<256>;

/// Each is none for bytes that are not a valid key (BlsProvider::is_valid_key).
std::optional<BlsRawKey> bls_key_to_raw(const BlsPublicKey& key);
std::optional<BlsPublicKey> bls_key_from_raw(const BlsRawKey& raw);
std::optional<BlsEip2537Key> bls_key_to_eip2537(const BlsPublicKey& key);
std::optional<BlsPublicKey> bls_key_from_eip2537(const BlsEip2537Key& encoded);

}  // namespace dusk
