// What an L2 block tells about its place in the rollup: its L1 origin from the L1 attributes
// transaction, and the system configuration after it (op-node's PayloadToBlockRef,
// PayloadToSystemConfig).
#pragma once

#include <expected>

#include <dusk/core/chain/header.hpp>
#include <dusk/core/rollup/rollup_config.hpp>
#include <dusk/core/rollup/upgrade_transactions.hpp>

namespace dusk::rollup {

enum class [[nodiscard]] L2BlockError : std::uint8_t {
    wrong_genesis,        ///< the genesis number with another hash
    missing_transaction,  ///< no first transaction
    not_a_deposit,
    bad_attributes,
    bad_extra_data,
};

/// The reference to the block with this header and hash; `first_transaction` may be null at
/// genesis.
std::expected<L2BlockRef, L2BlockError> l2_block_ref_from(const RollupConfig& config,
                                                          const Header& header, const Hash32& hash,
                                                          const Transaction* first_transaction);
/// The system configuration as of this block.
std::expected<SystemConfig, L2BlockError> system_config_from(const RollupConfig& config,
                                                             const UpgradePayloads& payloads,
                                                             const Header& header,
                                                             const Hash32& hash,
                                                             const Transaction* first_transaction);

}  // namespace dusk::rollup
