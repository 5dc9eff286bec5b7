// optimism_syncStatus: how far the rollup node is (op-service/eth/sync_status.go).
#pragma once

#include <expected>
#include <string>

#include <boost/json/value.hpp>

#include <dusk/core/rollup/block_ids.hpp>

namespace dusk::batcher {

struct SyncStatus {
    /// The L1 block that derivation has come to.
    rollup::L1BlockRef current_l1;
    rollup::L1BlockRef head_l1;
    rollup::L2BlockRef unsafe_l2;
    rollup::L2BlockRef safe_l2;
};

std::expected<SyncStatus, std::string> sync_status_from_json(const boost::json::value& in);

}  // namespace dusk::batcher
