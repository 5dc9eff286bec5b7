// Network upgrade transactions: the deposits that an upgrade's activation block carries
// (OP specs, ecotone, fjord, isthmus and jovian derivation.md; karst: l2-upgrades-1-execution.md).
// The contract code in them is input: who loads it checks it against the hashes pinned here.
#pragma once

#include <expected>
#include <span>
#include <string_view>
#include <vector>

#include <dusk/core/rollup/rollup_config.hpp>

namespace dusk::rollup {

/// Creation code of the contracts that upgrades deploy. Empty: not loaded. Only a chain that
/// crosses the fork in question needs it.
struct UpgradePayloads {
    Bytes ecotone_l1_block;
    Bytes ecotone_gas_price_oracle;
    Bytes ecotone_beacon_roots;  ///< EIP-4788
    Bytes fjord_gas_price_oracle;
    Bytes isthmus_l1_block;
    Bytes isthmus_gas_price_oracle;
    Bytes isthmus_operator_fee_vault;
    Bytes isthmus_history_storage;  ///< EIP-2935
    Bytes jovian_l1_block;
    Bytes jovian_gas_price_oracle;
    /// Karst and later come as bundles of whole transactions: encoded deposits, and the gas that
    /// the activation block's limit grows by.
    std::vector<Bytes> karst_transactions;
    std::uint64_t karst_gas = 0;
};

/// One payload: its name (of the published file, without .hex), the keccak256 that it must have,
/// and its place.
struct UpgradePayloadRow {
    OpFork fork;
    std::string_view name;
    Hash32 keccak;
    Bytes UpgradePayloads::* member;
};
std::span<const UpgradePayloadRow> upgrade_payload_rows() noexcept;

enum class [[nodiscard]] UpgradeError : std::uint8_t {
    unknown_name,
    wrong_hash,
    missing_payload,  ///< the chain crosses a fork whose code is not loaded
};

/// Puts `code` in its place if its hash is the pinned one.
std::expected<void, UpgradeError> load_upgrade_payload(UpgradePayloads& payloads,
                                                       std::string_view name, Bytes code);
/// Whether everything is loaded that a chain with this schedule needs after its genesis.
std::expected<void, UpgradeError> check_upgrade_payloads(const RollupConfig& config,
                                                         const UpgradePayloads& payloads);

/// The upgrade transactions of the L2 block at `l2_time`, EIP-2718 encoded; empty for most blocks.
std::expected<std::vector<Bytes>, UpgradeError> upgrade_transactions(
    const RollupConfig& config, const UpgradePayloads& payloads, std::uint64_t l2_time);
/// The gas that the block at `l2_time` has on top of the system configuration's limit.
std::uint64_t upgrade_gas(const RollupConfig& config, const UpgradePayloads& payloads,
                          std::uint64_t l2_time);
/// Whether the block at `l2_time` carries upgrade transactions and must hold no sequenced ones.
bool is_upgrade_block(const RollupConfig& config, std::uint64_t l2_time);

}  // namespace dusk::rollup
