// The accounts of a local network, derived from one mnemonic: each has an Ethereum key and a
// Moonlight key. The derivation of the latter is ours and for local networks only: hash_to_scalar
// of "DuskEVM local account" || BIP-39 seed || index as u32, little-endian.
#pragma once

#include <string_view>
#include <vector>

#include <dusk/platform/crypto/dusk_bls.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>

namespace dusk::cli {

/// The field's standard test mnemonic.
inline constexpr std::string_view DEV_MNEMONIC =
    "test test test test test test test test test test test junk";
/// Accounts with funds on both layers.
inline constexpr std::uint32_t DEV_ACCOUNT_COUNT = 10;

struct DevAccount {
    EthereumKey ethereum;
    BlsSecretKey moonlight;
};

/// Account `index` of `mnemonic` (Ethereum path m/44'/60'/0'/0/index). The mnemonic must be usable.
DevAccount dev_account(std::string_view mnemonic, std::uint32_t index);
/// The first `count` accounts.
std::vector<DevAccount> dev_accounts(std::string_view mnemonic,
                                     std::uint32_t count = DEV_ACCOUNT_COUNT);

}  // namespace dusk::cli
