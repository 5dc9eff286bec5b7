// Methods of a developer's chain (anvil_*, hardhat_*, evm_*, and those that need keys).
#pragma once

#include <cstdint>

#include <dusk/platform/rpc/method_table.hpp>

namespace dusk::fuzz {

/// Calls the method that `which` chooses on a chain of its own, and makes a block after it.
void dev_method(std::uint8_t which, const rpc::Params& arguments);

}  // namespace dusk::fuzz
