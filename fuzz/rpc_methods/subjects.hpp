// Methods of nodes by number: a number past the last wraps around, and new methods are appended, as
// seeds name them so.
#pragma once

#include <cstdint>

#include <dusk/platform/rpc/method_table.hpp>

namespace dusk::fuzz {

/// A method of a developer's chain (anvil_*, hardhat_*, evm_*, and those that need keys), on a
/// chain of its own, and a block after it.
void dev_method(std::uint8_t which, rpc::Params& arguments);
/// optimism_* and admin_* of a rollup node that has made some blocks.
void rollup_method(std::uint8_t which, rpc::Params& arguments);
/// The Ethereum JSON-RPC of the adapter, over a DuskDS chain of some blocks.
void adapter_method(std::uint8_t which, rpc::Params& arguments);

}  // namespace dusk::fuzz
