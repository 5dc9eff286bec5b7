// A new rollup: genesis.json and rollup.json out of a few decisions and the L1 block it starts at.
#pragma once

#include <dusk/core/rollup/rollup_config.hpp>
#include <dusk/node/genesis/genesis_file.hpp>

namespace dusk::genesis {

/// Ethereum-form addresses of the contracts on L1.
struct L1Contracts {
    Address optimism_portal;
    Address system_config;
    Address l1_cross_domain_messenger;
    Address l1_standard_bridge;
    Address l1_erc721_bridge;
    Address protocol_versions;
};

struct NewRollup {
    std::uint64_t l1_chain_id = 0;
    std::uint64_t l2_chain_id = 31744;
    /// Active at genesis, with all before it.
    OpFork fork = OpFork::jovian;
    /// Later forks with their times.
    OpForkSchedule later_forks;
    rollup::L1BlockRef l1_start;
    L1Contracts l1_contracts;
    std::uint64_t block_time_s = 2;
    std::uint64_t max_sequencer_drift_s = 600;
    std::uint64_t seq_window_size = 3600;
    std::uint64_t channel_timeout = 300;
    /// What the SystemConfig contract says at `l1_start`.
    rollup::SystemConfig system_config;
    Eip1559Parameters eip1559;
    Address proxy_admin_owner;
    Address fee_vault_recipient;
    std::vector<std::pair<Address, u256>> funded;
};

struct RollupFiles {
    Genesis genesis;
    rollup::RollupConfig rollup;
};

/// The first L2 block stands at the time of `l1_start`.
RollupFiles make_rollup(const NewRollup& decisions, const CryptoProvider& crypto);

/// Block 0 of `genesis` with its state root computed.
Header computed_genesis_header(const Genesis& genesis);

}  // namespace dusk::genesis
