// Ethereum keys from a mnemonic: BIP-39 (seed), BIP-32 (derivation), BIP-44 (path
// m/44'/60'/0'/0/index). Words are not checked against a list; the text must be in Unicode form
// NFKD, as English words are. Limits: the text at most MNEMONIC_SIZE_MAX bytes.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include <dusk/platform/crypto/ethereum_key.hpp>

namespace dusk {

inline constexpr std::size_t MNEMONIC_SIZE_MAX = 4096;
/// Added to an index to harden it (BIP-32).
inline constexpr std::uint32_t BIP32_HARDENED = 0x8000'0000;

/// PBKDF2-HMAC-SHA512, 2048 rounds; none where a text is too long.
std::optional<FixedBytes<64>> bip39_seed(std::string_view mnemonic,
                                         std::string_view passphrase = {});

/// The key at `path` below the master key of the seed; none for the one path in 2^127 without a
/// key.
std::optional<EthereumKey> bip32_derive(BytesView seed, std::span<const std::uint32_t> path);

/// The key at m/44'/60'/0'/0/index, as wallets number their accounts.
std::optional<EthereumKey> ethereum_key_from_mnemonic(std::string_view mnemonic,
                                                      std::uint32_t index);

}  // namespace dusk
