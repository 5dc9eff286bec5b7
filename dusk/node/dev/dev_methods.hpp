// The JSON-RPC of a developer chain: anvil_*, hardhat_*, evm_*, and the eth_* methods of a node
// that holds keys. Names, parameters and answers are those of anvil and of Hardhat's network; where
// the two differ (units of evm_setIntervalMining) anvil's hold, and web3_clientVersion says so.
#pragma once

#include <dusk/node/dev/dev_chain.hpp>
#include <dusk/platform/rpc/method_table.hpp>

namespace dusk::dev {

/// Tools look for this at the start of web3_clientVersion before they use a cheat method.
inline constexpr std::string_view CLIENT_VERSION_PREFIX = "anvil/";
/// The namespaces that come with add_dev_methods().
inline constexpr std::string_view NAMESPACES[] = {"anvil", "hardhat", "evm", "personal"};

/// `table` has the public methods; those that need keys take the place of theirs. `dev` outlives
/// it.
void add_dev_methods(rpc::MethodTable& table, DevChain& dev, std::string client_version);

// The parts of it.

void add_cheat_methods(rpc::MethodTable& table, DevChain& dev, std::string client_version);
void add_account_methods(rpc::MethodTable& table, DevChain& dev);

}  // namespace dusk::dev
