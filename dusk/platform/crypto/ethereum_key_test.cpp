#include <array>

#include <tests/support/json_vectors.hpp>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>
#include <dusk/platform/crypto/hd_wallet.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/platform/crypto/random.hpp>

namespace dusk {
namespace {

constexpr std::string_view MNEMONIC = "test test test test test test test test test test test junk";

Hash32 hash(std::string_view hex) { return *fixed_from_hex<32>(hex); }

TEST(ethereum_key, derives_the_standard_test_accounts) {
    const auto first = ethereum_key_from_mnemonic(MNEMONIC, 0);
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(to_hex(first->address()), "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    EXPECT_EQ(to_hex(first->secret()),
              "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    const auto second = ethereum_key_from_mnemonic(MNEMONIC, 1);
    EXPECT_EQ(to_hex(second->address()), "0x70997970c51812dc3a010c7d01b50e0d17dc79c8");
}

TEST(ethereum_key, makes_bip39_seeds) {
    // BIP-39's own vector: passphrase TREZOR.
    const auto seed = bip39_seed(
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
        "about",
        "TREZOR");
    ASSERT_TRUE(seed.has_value());
    EXPECT_EQ(
        to_hex(*seed),
        "0xc55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1"
        "e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04");
    EXPECT_FALSE(bip39_seed(std::string(MNEMONIC_SIZE_MAX + 1, 'a')).has_value());
}

TEST(ethereum_key, derives_by_bip32) {
    // BIP-32, test vector 1: m/0'/1/2'/2/1000000000.
    const auto seed = *from_hex("000102030405060708090a0b0c0d0e0f");
    const std::array<std::uint32_t, 5> path = {BIP32_HARDENED, 1, 2 + BIP32_HARDENED, 2,
                                               1000000000};
    const auto key = bip32_derive(seed, path);
    ASSERT_TRUE(key.has_value());
    EXPECT_EQ(to_hex(key->secret()),
              "0x471b76e389e528d6de6d816857e012c5455051cad6660850e58372a6c3e6e7c8");
}

TEST(ethereum_key, signs_what_recovers_to_its_address) {
    const auto& crypto = native_crypto();
    for (std::uint8_t i = 0; i < 20; ++i) {
        const auto key = EthereumKey::generate();
        const auto digest = keccak256(Bytes{i});
        const auto signature = key.sign(digest);
        EXPECT_EQ(crypto.recover_signer(digest, signature.r, signature.s, signature.odd_y),
                  key.address());
        EXPECT_NE(crypto.recover_signer(digest, signature.r, signature.s, !signature.odd_y),
                  key.address());
        // EIP-2: s is at most half the order.
        EXPECT_LE(signature.s,
                  hash("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0"));
    }
}

TEST(ethereum_key, signs_eip155_example) {
    const auto key =
        EthereumKey::from(hash("4646464646464646464646464646464646464646464646464646464646464646"));
    const auto signature =
        key->sign(hash("daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53"));
    EXPECT_EQ(to_hex(signature.r),
              "0x28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276");
    EXPECT_EQ(to_hex(signature.s),
              "0x67cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83");
    EXPECT_FALSE(signature.odd_y);
}

TEST(ethereum_key, refuses_scalars_out_of_range) {
    EXPECT_FALSE(EthereumKey::from(Hash32{}).has_value());
    EXPECT_FALSE(
        EthereumKey::from(hash("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"))
            .has_value());
}

TEST(random, does_not_repeat) { EXPECT_NE(random_bytes<32>(), random_bytes<32>()); }

}  // namespace
}  // namespace dusk
