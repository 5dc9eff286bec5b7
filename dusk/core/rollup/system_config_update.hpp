// ConfigUpdate logs of the SystemConfig contract applied to a SystemConfig (OP specs,
// system-config.md#system-config-updates). An update that cannot be parsed is skipped.
#pragma once

#include <expected>
#include <span>

#include <dusk/core/chain/receipt.hpp>
#include <dusk/core/rollup/literal.hpp>
#include <dusk/core/rollup/rollup_config.hpp>
#include <dusk/core/state/log.hpp>

namespace dusk::rollup {

/// keccak256("ConfigUpdate(uint256,uint8,bytes)")
inline constexpr Hash32 CONFIG_UPDATE_TOPIC =
    hex_literal<32>("1d2b0bda21d56b8bd12d4f94ebacffdfb35f5e226f84b461103bb8beab6353be");

enum class ConfigUpdateType : std::uint8_t {
    batcher = 0,
    fee_scalars = 1,
    gas_limit = 2,
    unsafe_block_signer = 3,  ///< no part of derivation
    eip1559_params = 4,
    operator_fee_params = 5,
    min_base_fee = 6,
    da_footprint_gas_scalar = 7,
};

enum class [[nodiscard]] ConfigUpdateError : std::uint8_t {
    wrong_topic_count,
    wrong_topic,
    unknown_version,
    unknown_type,
    malformed_data,
    bad_eip1559_params,  ///< exactly one of denominator and elasticity is zero
};

/// Whether the SystemConfig contract emitted `log` as a ConfigUpdate.
bool is_config_update(const Log& log, const Address& system_config_address);
/// Applies one log of an L1 block of time `l1_time`; on error `config` is as before.
std::expected<void, ConfigUpdateError> apply_config_update(SystemConfig& config, const Log& log,
                                                           const RollupConfig& rollup,
                                                           std::uint64_t l1_time);
/// Applies all updates of an L1 block in order; returns how many were skipped as malformed.
std::size_t apply_config_updates(SystemConfig& config, std::span<const Receipt> receipts,
                                 const RollupConfig& rollup, std::uint64_t l1_time);

/// The log that SystemConfig emits for an update with `data` (the payload inside the bytes
/// argument).
Log config_update_log(const Address& system_config_address, ConfigUpdateType type, BytesView data);

}  // namespace dusk::rollup
