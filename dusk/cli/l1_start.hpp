// The L1 block at which a new rollup starts, read from an L1 JSON-RPC endpoint.
#pragma once

#include <expected>
#include <string>

#include <dusk/core/rollup/block_ids.hpp>

namespace dusk::cli {

struct L1Start {
    std::uint64_t chain_id = 0;
    rollup::L1BlockRef block;
};

/// `block`: "latest", "finalized", or a number in hex with 0x.
std::expected<L1Start, std::string> read_l1_start(const std::string& url, const std::string& block);

}  // namespace dusk::cli
