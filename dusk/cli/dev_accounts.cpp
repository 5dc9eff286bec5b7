#include <dusk/cli/dev_accounts.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/platform/crypto/hd_wallet.hpp>

namespace dusk::cli {
namespace {

BlsSecretKey moonlight_key(std::string_view mnemonic, std::uint32_t index) {
    const auto seed = bip39_seed(mnemonic);
    DUSK_CHECK(seed.has_value());
    Bytes input = to_bytes(as_bytes("DuskEVM local account"));
    append(input, *seed);
    append_le(input, index);
    const auto key = BlsSecretKey::from(native_bls().hash_to_scalar(input));
    DUSK_CHECK(key.has_value());
    return *key;
}

}  // namespace

DevAccount dev_account(std::string_view mnemonic, std::uint32_t index) {
    const auto ethereum = ethereum_key_from_mnemonic(mnemonic, index);
    DUSK_CHECK(ethereum.has_value());
    return {.ethereum = *ethereum, .moonlight = moonlight_key(mnemonic, index)};
}

std::vector<DevAccount> dev_accounts(std::string_view mnemonic, std::uint32_t count) {
    std::vector<DevAccount> accounts;
    for (std::uint32_t i = 0; i < count; ++i) accounts.push_back(dev_account(mnemonic, i));
    return accounts;
}

}  // namespace dusk::cli
