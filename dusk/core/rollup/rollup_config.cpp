#include <dusk/core/base/result.hpp>
#include <dusk/core/rollup/limits.hpp>
#include <dusk/core/rollup/rollup_config.hpp>

namespace dusk::rollup {

bool RollupConfig::is_activation_block(OpFork fork, std::uint64_t timestamp) const noexcept {
    if (fork == OpFork::bedrock || !is_active(fork, timestamp)) return false;
    return timestamp >= block_time && !is_active(fork, timestamp - block_time);
}

std::uint64_t RollupConfig::max_rlp_bytes_per_channel(std::uint64_t l1_time) const noexcept {
    return is_active(OpFork::fjord, l1_time) ? MAX_RLP_BYTES_PER_CHANNEL_FJORD
                                             : MAX_RLP_BYTES_PER_CHANNEL_BEDROCK;
}

std::uint64_t RollupConfig::max_channel_bank_size(std::uint64_t l1_time) const noexcept {
    return is_active(OpFork::fjord, l1_time) ? MAX_CHANNEL_BANK_SIZE_FJORD
                                             : MAX_CHANNEL_BANK_SIZE_BEDROCK;
}

std::uint64_t RollupConfig::channel_timeout_at(std::uint64_t l1_time) const noexcept {
    return is_active(OpFork::granite, l1_time) ? CHANNEL_TIMEOUT_GRANITE : channel_timeout;
}

std::uint64_t RollupConfig::max_sequencer_drift_at(std::uint64_t l1_origin_time) const noexcept {
    return is_active(OpFork::fjord, l1_origin_time) ? MAX_SEQUENCER_DRIFT_FJORD
                                                    : max_sequencer_drift;
}

namespace {

/// EIP-4844 fake_exponential with factor 1. Every term is below 2^64 * 2^64 times the sum, and the
/// sum saturates, so that no header makes it run long.
u256 fake_exponential(std::uint64_t numerator, std::uint64_t denominator) noexcept {
    const u256 limit = u256{1} << 190;
    u256 output;
    u256 term{denominator};
    for (std::uint64_t i = 1; !term.is_zero() && output < limit && term < limit; ++i) {
        output += term;
        term = term * u256{numerator} / (u256{denominator} * u256{i});
    }
    return output / u256{denominator};
}

}  // namespace

u256 RollupConfig::l1_blob_base_fee(
    std::uint64_t l1_time, const std::optional<std::uint64_t>& excess_blob_gas) const noexcept {
    if (!excess_blob_gas) return u256{1};
    std::uint64_t fraction = BLOB_BASE_FEE_UPDATE_FRACTION_CANCUN;
    const bool cancun_rules = pectra_blob_schedule_time && l1_time < *pectra_blob_schedule_time;
    for (const auto& entry : l1_blob_schedule)
        if (!cancun_rules && entry.time <= l1_time) fraction = entry.base_fee_update_fraction;
    return fake_exponential(*excess_blob_gas, fraction);
}

namespace {

std::expected<void, ConfigError> check_forks(const OpForkSchedule& forks) {
    for (std::size_t i = 2; i < OP_FORK_COUNT; ++i) {
        const auto& before = forks.time[i - 1];
        const auto& after = forks.time[i];
        if (!after) continue;
        if (!before) return std::unexpected(ConfigError::fork_without_predecessor);
        if (*before > *after) return std::unexpected(ConfigError::fork_before_predecessor);
    }
    return {};
}

std::expected<void, ConfigError> check_blob_schedule(const std::vector<L1BlobSchedule>& entries) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const bool sorted = i == 0 || entries[i - 1].time <= entries[i].time;
        if (!sorted || entries[i].base_fee_update_fraction == 0)
            return std::unexpected(ConfigError::blob_schedule_not_sorted);
    }
    return {};
}

}  // namespace

std::expected<void, ConfigError> check_config(const RollupConfig& config) {
    const auto& genesis = config.genesis;
    const auto& eip1559 = config.chain_op_config;
    const struct {
        bool broken;
        ConfigError error;
    } rules[] = {
        {config.block_time == 0, ConfigError::block_time_zero},
        {config.channel_timeout == 0, ConfigError::missing_channel_timeout},
        {config.seq_window_size < 2, ConfigError::seq_window_too_small},
        // A chain that starts with Fjord may leave the drift out.
        {config.max_sequencer_drift == 0 && !config.is_active(OpFork::fjord, genesis.l2_time),
         ConfigError::missing_max_sequencer_drift},
        {genesis.l1.hash.is_zero(), ConfigError::missing_genesis_l1_hash},
        {genesis.l2.hash.is_zero(), ConfigError::missing_genesis_l2_hash},
        {genesis.l1.hash == genesis.l2.hash, ConfigError::genesis_hashes_equal},
        {genesis.l2_time == 0, ConfigError::missing_genesis_l2_time},
        {genesis.system_config.batcher_addr.is_zero(), ConfigError::missing_batcher_address},
        {genesis.system_config.scalar.is_zero(), ConfigError::missing_scalar},
        {genesis.system_config.gas_limit == 0, ConfigError::missing_gas_limit},
        {config.batch_inbox_address.is_zero(), ConfigError::missing_batch_inbox_address},
        {config.deposit_contract_address.is_zero(), ConfigError::missing_deposit_contract_address},
        {config.l1_system_config_address.is_zero(), ConfigError::missing_system_config_address},
        {config.l1_chain_id == 0, ConfigError::missing_l1_chain_id},
        {config.l2_chain_id == 0, ConfigError::missing_l2_chain_id},
        {config.l1_chain_id == config.l2_chain_id, ConfigError::chain_ids_equal},
        {eip1559.eip1559_elasticity == 0 || eip1559.eip1559_denominator == 0 ||
             eip1559.eip1559_denominator_canyon == 0,
         ConfigError::missing_eip1559_constant},
    };
    for (const auto& rule : rules)
        if (rule.broken) return std::unexpected(rule.error);
    DUSK_TRY_VOID(check_forks(config.forks));
    return check_blob_schedule(config.l1_blob_schedule);
}

}  // namespace dusk::rollup
