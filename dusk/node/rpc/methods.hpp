// The public JSON-RPC of the execution node, by namespace. The answers are those of op-geth
// (internal/ethapi, eth/filters, eth/tracers). Spec: execution-apis; OP specs, exec-engine.md.
//
//   rpc::MethodTable table;
//   eth::EthBackend backend(chain, pool);
//   eth::add_eth_methods(table, backend);
#pragma once

#include <dusk/node/rpc/backend.hpp>

namespace dusk::eth {

// `backend` outlives the table.

/// With eth_subscribe.
void add_eth_methods(rpc::MethodTable& table, EthBackend& backend);
void add_net_methods(rpc::MethodTable& table, EthBackend& backend);
void add_web3_methods(rpc::MethodTable& table, EthBackend& backend);
void add_txpool_methods(rpc::MethodTable& table, EthBackend& backend);
void add_debug_methods(rpc::MethodTable& table, EthBackend& backend);
void add_trace_methods(rpc::MethodTable& table, EthBackend& backend);
void add_ots_methods(rpc::MethodTable& table, EthBackend& backend);
void add_admin_methods(rpc::MethodTable& table, EthBackend& backend);
void add_all_methods(rpc::MethodTable& table, EthBackend& backend);

}  // namespace dusk::eth
