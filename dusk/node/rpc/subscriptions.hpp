// eth_subscribe: newHeads, logs, newPendingTransactions, syncing (geth: eth/filters/api.go).
#pragma once

#include <dusk/node/rpc/backend.hpp>

namespace dusk::eth {

/// `backend` outlives the table.
void add_subscriptions(rpc::MethodTable& table, EthBackend& backend);

}  // namespace dusk::eth
