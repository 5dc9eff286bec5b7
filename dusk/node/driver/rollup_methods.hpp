// The rollup node's JSON-RPC: optimism_* and admin_* with op-node's names and forms
// (op-node/node/api.go).
#pragma once

#include <dusk/node/driver/rollup_node.hpp>
#include <dusk/platform/rpc/method_table.hpp>

namespace dusk::driver {

/// `node` must outlive the table.
rpc::MethodTable rollup_methods(RollupNode& node, const std::string& version, bool with_admin);

}  // namespace dusk::driver
