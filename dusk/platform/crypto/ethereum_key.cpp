#include <memory>

#include <openssl/crypto.h>
#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>
#include <dusk/platform/crypto/random.hpp>
#include <dusk/platform/crypto/secp256k1_address.hpp>

namespace dusk {
namespace {

/// The signing context, blinded once against side channels; safe to share as it never changes
/// after.
const secp256k1_context* signing_context() {
    struct Destroy {
        void operator()(secp256k1_context* c) const { secp256k1_context_destroy(c); }
    };
    static const std::unique_ptr<secp256k1_context, Destroy> context = [] {
        std::unique_ptr<secp256k1_context, Destroy> fresh(
            secp256k1_context_create(SECP256K1_CONTEXT_NONE));
        DUSK_CHECK(fresh != nullptr);
        const auto seed = random_bytes<32>();
        DUSK_CHECK(secp256k1_context_randomize(fresh.get(), seed.data()) == 1);
        return fresh;
    }();
    return context.get();
}

std::optional<secp256k1_pubkey> derive_public_key(const Hash32& secret) {
    secp256k1_pubkey key;
    if (secp256k1_ec_pubkey_create(signing_context(), &key, secret.data()) != 1)
        return std::nullopt;
    return key;
}

}  // namespace

std::optional<EthereumKey> EthereumKey::from(const Hash32& secret) {
    const auto key = derive_public_key(secret);
    if (!key) return std::nullopt;
    return EthereumKey(secret, secp256k1_address(*key));
}

EthereumKey EthereumKey::generate() {
    for (;;) {
        if (const auto key = from(random_bytes<32>())) return *key;
    }
}

EthereumKey::~EthereumKey() { OPENSSL_cleanse(secret_.data(), secret_.size()); }

FixedBytes<33> EthereumKey::public_key() const {
    const auto key = derive_public_key(secret_);
    DUSK_CHECK(key.has_value());
    FixedBytes<33> encoded;
    std::size_t size = encoded.size();
    secp256k1_ec_pubkey_serialize(secp256k1_context_static, encoded.data(), &size, &*key,
                                  SECP256K1_EC_COMPRESSED);
    return encoded;
}

EthereumSignature EthereumKey::sign(const Hash32& digest) const {
    secp256k1_ecdsa_recoverable_signature signature;
    // libsecp256k1 signs with RFC 6979 nonces and always gives the low s.
    DUSK_CHECK(secp256k1_ecdsa_sign_recoverable(signing_context(), &signature, digest.data(),
                                                secret_.data(), nullptr, nullptr) == 1);
    FixedBytes<64> compact;
    int recovery_id = 0;
    secp256k1_ecdsa_recoverable_signature_serialize_compact(
        secp256k1_context_static, compact.data(), &recovery_id, &signature);
    // 2 and 3 would mean r was reduced by the group's order: one nonce in 2^127.
    DUSK_CHECK(recovery_id < 2);
    return {.r = Hash32::from(compact.view().first(32)),
            .s = Hash32::from(compact.view().last(32)),
            .odd_y = recovery_id == 1};
}

}  // namespace dusk
