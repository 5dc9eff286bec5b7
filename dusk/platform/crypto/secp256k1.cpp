#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <dusk/core/base/check.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/platform/crypto/secp256k1.hpp>
#include <dusk/platform/crypto/secp256k1_address.hpp>

namespace dusk {

Address secp256k1_address(const secp256k1_pubkey& key) {
    FixedBytes<65> encoded;
    std::size_t size = encoded.size();
    secp256k1_ec_pubkey_serialize(secp256k1_context_static, encoded.data(), &size, &key,
                                  SECP256K1_EC_UNCOMPRESSED);
    DUSK_CHECK(size == encoded.size());
    return Address::from_right(keccak256(encoded.view().subspan(1)));
}

std::optional<Address> secp256k1_recover(const Hash32& digest, const Hash32& r, const Hash32& s,
                                         bool odd_y) {
    FixedBytes<64> compact;
    std::ranges::copy(r, compact.begin());
    std::ranges::copy(s, compact.begin() + 32);
    secp256k1_ecdsa_recoverable_signature signature;
    secp256k1_pubkey key;
    const bool is_parsed = secp256k1_ecdsa_recoverable_signature_parse_compact(
                               secp256k1_context_static, &signature, compact.data(), odd_y) == 1;
    if (!is_parsed) return std::nullopt;
    if (secp256k1_ecdsa_recover(secp256k1_context_static, &key, &signature, digest.data()) != 1)
        return std::nullopt;
    return secp256k1_address(key);
}

std::expected<Bytes, CryptoError> secp256k1_ecrecover(BytesView input) {
    const auto padded = FixedBytes<128>::from(input);
    const auto word = [&](std::size_t i) {
        return Hash32::from(padded.view().subspan(i * 32, 32));
    };
    const auto v = word(1);
    const bool has_small_v = std::ranges::all_of(v.view().first(31), [](auto b) { return b == 0; });
    if (!has_small_v || (v[31] != 27 && v[31] != 28)) return Bytes{};
    const auto address = secp256k1_recover(word(0), word(2), word(3), v[31] == 28);
    if (!address) return Bytes{};
    return to_bytes(Hash32::from_right(*address));
}

}  // namespace dusk
