// genesis.json of an Ethereum chain: its forks, by block number and by time, as the schedule by
// time that ChainConfig holds, and its first block. (node/genesis reads those of OP chains.)
#pragma once

#include <span>

#include <boost/json/value.hpp>

#include <dusk/core/chain/chain_config.hpp>
#include <dusk/node/genesis/genesis_file.hpp>

namespace dusk::conformance {

/// `blocks`: the chain's blocks from 1 on, whose times stand for fork blocks.
ChainConfig ethereum_config(const boost::json::value& genesis, std::span<const Block> blocks);
/// The numbers of its forks by block (EIP-2124), ascending, without those at 0.
std::vector<std::uint64_t> fork_blocks(const boost::json::value& genesis);
/// The first block and its state.
genesis::Genesis ethereum_genesis(const boost::json::value& genesis);

}  // namespace dusk::conformance
