// admin_startBatcher, admin_stopBatcher, admin_flushBatcher and health_status (op-batcher/rpc).
#pragma once

#include <dusk/node/batcher/batcher.hpp>
#include <dusk/platform/rpc/method_table.hpp>

namespace dusk::batcher {

/// The batcher outlives the table.
void add_admin_methods(rpc::MethodTable& table, Batcher& batcher);
void add_health_methods(rpc::MethodTable& table, std::string version);

}  // namespace dusk::batcher
