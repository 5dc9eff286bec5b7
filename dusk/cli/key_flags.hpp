// Secret keys given on the command line: as hex, or as the name of a file that holds the hex.
// Ethereum keys are 32 bytes big-endian, Moonlight keys the secret scalar, 32 bytes little-endian.
// Each function ends the program where the text is no key.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <dusk/platform/crypto/dusk_bls.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>

namespace dusk::cli {

EthereumKey ethereum_key(std::string_view role, const std::string& text);
BlsSecretKey moonlight_key(std::string_view role, const std::string& text);
/// The key of a mnemonic at a path such as m/44'/60'/0'/0/0.
EthereumKey ethereum_key_at(std::string_view role, const std::string& mnemonic,
                            const std::string& path);

/// 20 bytes of hex behind the flag `name`.
Address parse_address(std::string_view role, std::string_view name, const std::string& text);

}  // namespace dusk::cli
