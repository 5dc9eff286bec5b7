// eth_subscribe: newHeads, logs, newPendingTransactions, syncing (geth: eth/filters/api.go).
#pragma once

#include <dusk/node/rpc/events/event_hub.hpp>

namespace dusk::eth {

/// `events` outlives the table.
void add_subscriptions(rpc::MethodTable& table, EventHub& events);

}  // namespace dusk::eth
