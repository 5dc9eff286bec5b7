// What the node knows of both chains, in the form of optimism_syncStatus (op-node's
// eth.SyncStatus).
#pragma once

#include <boost/json/value.hpp>

#include <dusk/core/rollup/block_ids.hpp>

namespace dusk::driver {

/// Blocks that are not known yet are all zero, as in op-node.
struct SyncStatus {
    rollup::L1BlockRef current_l1;
    rollup::L1BlockRef head_l1;
    rollup::L1BlockRef safe_l1;
    rollup::L1BlockRef finalized_l1;
    rollup::L2BlockRef unsafe_l2;
    rollup::L2BlockRef pending_safe_l2;
    rollup::L2BlockRef safe_l2;
    rollup::L2BlockRef finalized_l2;
};

boost::json::value to_json(const rollup::BlockId& id);
boost::json::value to_json(const rollup::L1BlockRef& ref);
boost::json::value to_json(const rollup::L2BlockRef& ref);
boost::json::value to_json(const SyncStatus& status);

}  // namespace dusk::driver
