// The environment that the transition tool is given: of the block, and what its parent and its body
// contribute.
#pragma once

#include <map>
#include <vector>

#include <boost/json.hpp>

#include <dusk/core/chain/block_executor.hpp>

namespace dusk::conformance {

struct Ommer {
    /// How many blocks before.
    std::uint64_t delta = 0;
    Address address;
};

struct T8nEnv {
    BlockEnv block;
    bool has_base_fee = false;
    u256 difficulty;
    std::vector<Withdrawal> withdrawals;
    std::vector<Ommer> ommers;
    std::map<std::uint64_t, Hash32> block_hashes;
};

T8nEnv as_t8n_env(const boost::json::value& env, const ChainConfig& config);

}  // namespace dusk::conformance
