// The engine_ methods, and miner_setMaxDASize, as JSON-RPC.
#pragma once

#include <dusk/node/engine/engine.hpp>
#include <dusk/platform/rpc/method_table.hpp>

namespace dusk::engine {

/// `engine` outlives the table.
void add_engine_methods(rpc::MethodTable& table, Engine& engine);
void add_miner_methods(rpc::MethodTable& table, Engine& engine);

}  // namespace dusk::engine
