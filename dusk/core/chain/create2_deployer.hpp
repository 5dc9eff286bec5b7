// The Create2Deployer predeploy that OP chains gain with Canyon (OP specs, canyon/overview.md).
#pragma once

#include <dusk/core/state/state.hpp>

namespace dusk {

/// Puts the contract's code in its place; in the block with which Canyon begins.
void deploy_create2_deployer(State& state, evm::Revision revision);

}  // namespace dusk
