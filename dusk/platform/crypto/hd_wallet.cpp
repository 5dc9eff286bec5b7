#include <array>
#include <string>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <secp256k1.h>

#include <dusk/core/base/check.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/platform/crypto/hd_wallet.hpp>

namespace dusk {
namespace {

constexpr int SEED_ROUNDS = 2048;

/// BIP-32, "Extended keys".
struct ExtendedKey {
    Hash32 secret;
    Hash32 chain_code;
};

/// HMAC-SHA512, cut in halves: I_L and I_R.
ExtendedKey hmac_halves(BytesView key, BytesView message) {
    FixedBytes<64> digest;
    unsigned size = 0;
    DUSK_CHECK(HMAC(EVP_sha512(), key.data(), static_cast<int>(key.size()), message.data(),
                    message.size(), digest.data(), &size) != nullptr);
    DUSK_CHECK(size == digest.size());
    return {Hash32::from(digest.view().first(32)), Hash32::from(digest.view().last(32))};
}

/// BIP-32, CKDpriv.
std::optional<ExtendedKey> derive_child(const ExtendedKey& parent, std::uint32_t index) {
    const auto key = EthereumKey::from(parent.secret);
    if (!key) return std::nullopt;
    Bytes message;
    if (index >= BIP32_HARDENED) {
        message.push_back(0);
        append(message, parent.secret);
    } else {
        append(message, key->public_key());
    }
    append_be(message, index);
    auto child = hmac_halves(parent.chain_code, message);
    // secret + I_L mod n; refused where I_L is not below n or the sum is zero.
    auto secret = parent.secret;
    if (secp256k1_ec_seckey_tweak_add(secp256k1_context_static, secret.data(),
                                      child.secret.data()) != 1)
        return std::nullopt;
    child.secret = secret;
    return child;
}

}  // namespace

std::optional<FixedBytes<64>> bip39_seed(std::string_view mnemonic, std::string_view passphrase) {
    if (mnemonic.size() > MNEMONIC_SIZE_MAX || passphrase.size() > MNEMONIC_SIZE_MAX)
        return std::nullopt;
    const auto salt = "mnemonic" + std::string(passphrase);
    FixedBytes<64> seed;
    DUSK_CHECK(PKCS5_PBKDF2_HMAC(mnemonic.data(), static_cast<int>(mnemonic.size()),
                                 as_bytes(salt).data(), static_cast<int>(salt.size()), SEED_ROUNDS,
                                 EVP_sha512(), static_cast<int>(seed.size()), seed.data()) == 1);
    return seed;
}

std::optional<EthereumKey> bip32_derive(BytesView seed, std::span<const std::uint32_t> path) {
    auto key = hmac_halves(as_bytes("Bitcoin seed"), seed);
    for (const auto index : path) {
        const auto child = derive_child(key, index);
        if (!child) return std::nullopt;
        key = *child;
    }
    return EthereumKey::from(key.secret);
}

std::optional<EthereumKey> ethereum_key_from_mnemonic(std::string_view mnemonic,
                                                      std::uint32_t index) {
    const auto seed = bip39_seed(mnemonic);
    if (!seed) return std::nullopt;
    const std::array<std::uint32_t, 5> path = {44 + BIP32_HARDENED, 60 + BIP32_HARDENED,
                                               BIP32_HARDENED, 0, index};
    return bip32_derive(*seed, path);
}

}  // namespace dusk
