// eth_callMany: bundles of calls, each on the state that the one before it left (op-reth, Erigon).
// Limit: CALL_MANY_MAX calls, and the time of one request.
#pragma once

#include <dusk/node/rpc/backend/method_rows.hpp>

namespace dusk::eth {

/// Bundles, {blockNumber, transactionIndex}, state overrides.
Result call_many(EthBackend& backend, const Params& arguments, CallContext& context);

}  // namespace dusk::eth
