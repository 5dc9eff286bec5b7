// The genesis of a developer chain: an OP chain with all predeploys and forks up to Jovian, and
// accounts with funds, on a pseudo L1 of one block.
#pragma once

#include <dusk/node/genesis/new_rollup.hpp>

namespace dusk::dev {

struct DevGenesis {
    std::uint64_t chain_id = 31'744;
    std::uint64_t timestamp = 0;
    std::uint64_t gas_limit = 60'000'000;
    /// Each starts with `balance`.
    std::vector<Address> accounts;
    u256 balance;
};

genesis::RollupFiles make_dev_rollup(const DevGenesis& decisions, const CryptoProvider& crypto);

}  // namespace dusk::dev
