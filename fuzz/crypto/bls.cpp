// DuskDS's BLS keys in all their forms, and signatures by strangers.
#include <fuzz/crypto/crypto.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/crypto/dusk_bls.hpp>

using namespace dusk;

/// Each form of a key leads back to it.
void dusk::fuzz::bls_key(BytesView input) {
    const auto check = [](const BlsPublicKey& key) {
        DUSK_CHECK(native_bls().is_valid_key(key));
        const auto raw = bls_key_to_raw(key);
        DUSK_CHECK(raw && bls_key_from_raw(*raw) == key);
        const auto words = bls_key_to_eip2537(key);
        DUSK_CHECK(words && bls_key_from_eip2537(*words) == key);
    };
    const auto key = BlsPublicKey::from(input);
    if (native_bls().is_valid_key(key)) check(key);
    if (const auto from = bls_key_from_raw(BlsRawKey::from(input))) check(*from);
    if (const auto from = bls_key_from_eip2537(BlsEip2537Key::from(input))) check(*from);
    // A scalar is nearly always one.
    if (const auto secret = BlsSecretKey::from(Hash32::from(input))) check(secret->public_key());
}

/// Nothing that was not signed verifies; sums of signatures are signatures.
void dusk::fuzz::bls_signatures(BytesView input) {
    static const auto secret = BlsSecretKey::from(Hash32{{1}});
    DUSK_CHECK(secret.has_value());
    const auto& key = secret->public_key();
    const auto signature = BlsSignature::from(input);
    const auto message = input.subspan(std::min(signature.size(), input.size()));
    if (native_bls().verify_single(key, message, signature))
        DUSK_CHECK(secret->sign_single(message) == signature);
    const BlsPublicKey keys[] = {key, BlsPublicKey::from(message)};
    static_cast<void>(native_bls().verify_multisig(keys, message, signature));
    const BlsSignature signatures[] = {signature, secret->sign_single(message)};
    if (const auto sum = native_bls().aggregate(signatures))
        DUSK_CHECK(native_bls().aggregate(std::span{&*sum, 1}) == *sum);
}
