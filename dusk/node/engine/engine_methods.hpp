// The engine_ methods, and those of miner_ that op-geth and op-reth have, as JSON-RPC.
#pragma once

#include <dusk/node/engine/engine.hpp>
#include <dusk/platform/rpc/method_table.hpp>

namespace dusk::engine {

/// `engine` outlives the table.
void add_engine_methods(rpc::MethodTable& table, Engine& engine);
void add_miner_methods(rpc::MethodTable& table, Engine& engine);

}  // namespace dusk::engine
