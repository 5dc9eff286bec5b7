// RollupConfig: the parameters of one rollup, with the fields of op-node's rollup.json
// (ethereum-optimism/optimism op-node/rollup). Reading JSON is the node's work.
#pragma once

#include <expected>
#include <optional>
#include <vector>

#include <dusk/core/base/u256.hpp>
#include <dusk/core/chain/forks.hpp>
#include <dusk/core/rollup/block_ids.hpp>
#include <dusk/core/rollup/system_config.hpp>

namespace dusk::rollup {

/// The block of each chain at which the rollup starts.
struct RollupGenesis {
    BlockId l1;
    BlockId l2;
    std::uint64_t l2_time = 0;
    SystemConfig system_config;
    friend bool operator==(const RollupGenesis&, const RollupGenesis&) = default;
};

/// chain_op_config: the EIP-1559 constants that stand where eip1559Params are zero.
struct ChainOpConfig {
    std::uint32_t eip1559_elasticity = 6;
    std::uint32_t eip1559_denominator = 50;
    std::uint32_t eip1559_denominator_canyon = 250;
    friend bool operator==(const ChainOpConfig&, const ChainOpConfig&) = default;
};

/// From `time` on, the blob base fee of L1 has this update fraction (EIP-4844, 7691, 7892).
struct L1BlobSchedule {
    std::uint64_t time = 0;
    std::uint64_t base_fee_update_fraction = 0;
    friend bool operator==(const L1BlobSchedule&, const L1BlobSchedule&) = default;
};

inline constexpr std::uint64_t BLOB_BASE_FEE_UPDATE_FRACTION_CANCUN = 3'338'477;
inline constexpr std::uint64_t BLOB_BASE_FEE_UPDATE_FRACTION_PRAGUE = 5'007'716;

struct RollupConfig {
    RollupGenesis genesis;
    /// Seconds between L2 blocks.
    std::uint64_t block_time = 0;
    /// Seconds; a constant of 1800 from Fjord on.
    std::uint64_t max_sequencer_drift = 0;
    /// L1 blocks.
    std::uint64_t seq_window_size = 0;
    /// L1 blocks; a constant of 50 from Granite on.
    std::uint64_t channel_timeout = 0;
    std::uint64_t l1_chain_id = 0;
    std::uint64_t l2_chain_id = 0;
    OpForkSchedule forks;
    Address batch_inbox_address;
    Address deposit_contract_address;
    Address l1_system_config_address;
    Address protocol_versions_address;
    ChainOpConfig chain_op_config;
    /// pectra_blob_schedule_time: L1 origins older than this are priced with Cancun's blob rules
    /// (OP pectra-blob-schedule/derivation.md).
    std::optional<std::uint64_t> pectra_blob_schedule_time;
    /// The blob rules of L1, sorted by time. Empty: Cancun's at all times.
    std::vector<L1BlobSchedule> l1_blob_schedule;
    /// Chains that crossed Karst before its upgrade gas was taken back keep it in their gas limit.
    bool keep_karst_upgrade_gas = false;

    bool is_active(OpFork fork, std::uint64_t timestamp) const noexcept {
        return forks.is_active(fork, timestamp);
    }
    /// Whether the L2 block at `timestamp` is the first of `fork`. A fork at genesis has none.
    bool is_activation_block(OpFork fork, std::uint64_t timestamp) const noexcept;
    /// Whether `fork` was active before the L2 block at `timestamp`, or at genesis.
    bool is_active_but_not_first(OpFork fork, std::uint64_t timestamp) const noexcept {
        return is_active(fork, timestamp) && !is_activation_block(fork, timestamp);
    }

    /// Limits and timeouts, by the time of an L1 block.
    std::uint64_t max_rlp_bytes_per_channel(std::uint64_t l1_time) const noexcept;
    std::uint64_t max_channel_bank_size(std::uint64_t l1_time) const noexcept;
    std::uint64_t channel_timeout_at(std::uint64_t l1_time) const noexcept;
    std::uint64_t max_sequencer_drift_at(std::uint64_t l1_origin_time) const noexcept;

    /// The blob base fee that L1 block attributes state for an L1 block, in wei; 1 where the L1
    /// header has no excess blob gas (OP ecotone/l1-attributes.md).
    u256 l1_blob_base_fee(std::uint64_t l1_time,
                          const std::optional<std::uint64_t>& excess_blob_gas) const noexcept;

    friend bool operator==(const RollupConfig&, const RollupConfig&) = default;
};

enum class [[nodiscard]] ConfigError : std::uint8_t {
    block_time_zero,
    missing_channel_timeout,
    seq_window_too_small,
    missing_max_sequencer_drift,
    missing_genesis_l1_hash,
    missing_genesis_l2_hash,
    genesis_hashes_equal,
    missing_genesis_l2_time,
    missing_batcher_address,
    missing_scalar,
    missing_gas_limit,
    missing_batch_inbox_address,
    missing_deposit_contract_address,
    missing_system_config_address,
    missing_l1_chain_id,
    missing_l2_chain_id,
    chain_ids_equal,
    fork_without_predecessor,
    fork_before_predecessor,
    blob_schedule_not_sorted,
    missing_eip1559_constant,
};

/// The first rule that `config` breaks (op-node's Config.Check).
std::expected<void, ConfigError> check_config(const RollupConfig& config);

}  // namespace dusk::rollup
