// What to offer for inclusion (op-geth: eth/gasprice). On a chain with one builder any tip will do
// while blocks have room; only after a full block is it worth outbidding others.
#pragma once

#include <dusk/node/rpc/backend/backend.hpp>

namespace dusk::eth {

/// The least tip, or, after a block that had no room for one more like its largest transaction, a
/// tenth above the median tip of that block if that is more.
Answer<u256> suggest_tip(const EthBackend& backend);

struct FeeHistoryQuery {
    std::uint64_t blocks = 0;
    BlockRef newest;
    /// Ascending, in 0..100.
    std::vector<double> percentiles;
    bool wants_rewards = false;
};
Answer<Object> fee_history(const EthBackend& backend, const FeeHistoryQuery& query,
                           const rpc::CallContext& context);

}  // namespace dusk::eth
