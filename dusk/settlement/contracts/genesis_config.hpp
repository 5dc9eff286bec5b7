// What a DuskDS network starts from: accounts, stakes, and the parameters of its genesis contracts
// (spec/duskds-consensus.md section 7.6).
#pragma once

#include <optional>

#include <dusk/settlement/contracts/bridge_genesis.hpp>
#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement {

/// Local and test networks (spec/duskds-transactions.md section 2).
inline constexpr std::uint8_t LOCAL_CHAIN_ID = 0xfa;

struct GenesisAccount {
    AccountKey key;
    std::uint64_t balance = 0;  ///< LUX
};

struct GenesisStake {
    AccountKey account;
    std::uint64_t value = 0;  ///< LUX
    std::uint64_t eligibility = 0;
};

struct GenesisConfig {
    std::uint8_t chain_id = LOCAL_CHAIN_ID;
    std::uint64_t timestamp_s = 0;
    std::vector<GenesisAccount> accounts{};
    std::vector<GenesisStake> stakes{};
    /// Receives the development share of rewards; the first staker where the file names none.
    AccountKey dusk_key;
    /// The bridge contracts; none: the network has no L2.
    std::optional<BridgeGenesis> bridge{};
};

}  // namespace dusk::settlement
