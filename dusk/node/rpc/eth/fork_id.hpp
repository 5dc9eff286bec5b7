// The fork id (EIP-2124): a checksum over the genesis hash and all forks passed.
#pragma once

#include <dusk/node/rpc/backend/backend.hpp>

namespace dusk::eth {

/// A chain's forks after genesis.
struct ForkList {
    Hash32 genesis_hash;
    std::uint64_t genesis_time = 0;
    std::vector<std::uint64_t> blocks;
    /// Ascending, each once; before the genesis time there are none.
    std::vector<std::uint64_t> times;

    /// The checksum with all forks by block and those by time up to `time`.
    FixedBytes<4> id_at(std::uint64_t time) const;
};

ForkList fork_list(const EthBackend& backend);

}  // namespace dusk::eth
