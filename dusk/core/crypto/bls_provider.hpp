// BlsProvider and BlsSigner: DuskDS's BLS signatures as PURE code asks for them. Curve BLS12-381,
// signatures in G1 (48 bytes compressed), keys in G2 (96), the V2 hashes (Aegis and later).
// Limits: none of its own; callers bound the number of keys and signatures.
// Spec: DuskDS consensus, section 4 (BLS signatures).
#pragma once

#include <optional>
#include <span>

#include <dusk/core/base/bytes.hpp>

namespace dusk {

using BlsPublicKey = FixedBytes<96>;
using BlsSignature = FixedBytes<48>;

/// Every point given must decode, lie in the prime-order subgroup and not be the identity; a
/// function that meets another answers false or nothing.
class BlsProvider {
public:
    virtual ~BlsProvider() = default;
    /// e(signature, G2) = e(H0(message), key): the form of Moonlight transactions and stakes.
    virtual bool verify_single(const BlsPublicKey& key, BytesView message,
                               const BlsSignature& signature) const = 0;
    /// The same under the aggregate of `keys`, Σ H1(key)·key: the form of consensus messages, one
    /// signer included. False for no keys.
    virtual bool verify_multisig(std::span<const BlsPublicKey> keys, BytesView message,
                                 const BlsSignature& signature) const = 0;
    /// The sum of the signatures; none for no signatures, a bad one, or the identity as the sum.
    virtual std::optional<BlsSignature> aggregate(
        std::span<const BlsSignature> signatures) const = 0;
    /// Whether the bytes are a valid key.
    virtual bool is_valid_key(const BlsPublicKey& key) const = 0;
    /// The key as Dusk's contracts archive it: x.c0, x.c1, y.c0, y.c1, each six little-endian limbs
    /// in Montgomery form, then the infinity flag 0. None for a bad key, or where not provided.
    virtual std::optional<FixedBytes<193>> raw_key(const BlsPublicKey&) const { return {}; }
    /// The other way; none unless the point is a valid key.
    virtual std::optional<BlsPublicKey> key_from_raw(const FixedBytes<193>&) const { return {}; }
    /// BLAKE2b-512 of the message as a little-endian integer mod r: 32 bytes, little-endian.
    virtual Hash32 hash_to_scalar(BytesView message) const = 0;
};

/// One secret key.
class BlsSigner {
public:
    virtual ~BlsSigner() = default;
    virtual const BlsPublicKey& public_key() const = 0;
    /// sk·H0(message)
    virtual BlsSignature sign_single(BytesView message) const = 0;
    /// H1(pk)·sk·H0(message)
    virtual BlsSignature sign_multisig(BytesView message) const = 0;
};

}  // namespace dusk
