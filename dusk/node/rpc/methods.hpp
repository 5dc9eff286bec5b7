// The public JSON-RPC of the execution node. The answers are those of op-geth (internal/ethapi,
// eth/filters, eth/tracers). Spec: execution-apis; OP specs, exec-engine.md.
//
//   rpc::MethodTable table;
//   eth::EthBackend backend(chain, pool);
//   eth::add_all_methods(table, backend);
//
// The folders, each on top of those before it:
//   json     what values, blocks, receipts and errors look like
//   chain    the chain as methods read it: which block is meant, its state, its receipts
//   trace    tracers: what watches an execution and tells of it
//   call     executions anew: calls, simulated blocks, replayed blocks, estimates of gas
//   events   logs, filters and subscriptions
//   backend  what every method works on, and how methods are listed
//   eth      eth_*, net_*, web3_*, txpool_*, admin_*
//   inspect  debug_*, trace_*, ots_*
//   testing  a chain in memory for the tests of all these
#pragma once

#include <dusk/node/rpc/backend/backend.hpp>

namespace dusk::eth {

/// All namespaces, with eth_subscribe. `backend` outlives the table.
void add_all_methods(rpc::MethodTable& table, EthBackend& backend);
// What only the operator's port offers beside them: inspect/operator_methods.hpp.

}  // namespace dusk::eth
