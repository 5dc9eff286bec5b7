// Deposits: transactions of type 0x7e made from TransactionDeposited logs of the portal on L1, and
// the source hashes that make deposits unique (OP specs, protocol/deposits.md).
#pragma once

#include <expected>
#include <span>
#include <string_view>
#include <vector>

#include <dusk/core/chain/receipt.hpp>
#include <dusk/core/chain/transaction.hpp>
#include <dusk/core/rollup/literal.hpp>
#include <dusk/core/state/log.hpp>

namespace dusk::rollup {

/// Domains of source hashes (OP deposits.md#source-hash-computation).
enum class SourceDomain : std::uint64_t { user = 0, l1_attributes = 1, upgrade = 2 };

Hash32 user_deposit_source_hash(const Hash32& l1_block_hash, std::uint64_t log_index);
Hash32 l1_attributes_source_hash(const Hash32& l1_block_hash, std::uint64_t sequence_number);
Hash32 upgrade_source_hash(std::string_view intent);

/// keccak256("TransactionDeposited(address,address,uint256,bytes)")
inline constexpr Hash32 TRANSACTION_DEPOSITED_TOPIC =
    hex_literal<32>("b3813568d9991fc951961fcb4c784893574240a28925604d09fc577c55bb7c32");

enum class [[nodiscard]] DepositError : std::uint8_t {
    wrong_topic_count,
    wrong_topic,
    unknown_version,
    bad_data_size,  ///< log data is not whole words, or too short
    bad_offset,
    bad_length,
    opaque_too_short,
};

/// The deposit that `log`, number `log_index` of its L1 block, demands.
std::expected<Transaction, DepositError> deposit_from_log(const Log& log,
                                                          const Hash32& l1_block_hash,
                                                          std::uint64_t log_index);
/// The log that the portal emits for `deposit` (version 0): the inverse of the above.
Log log_from_deposit(const Address& deposit_contract, const Transaction& deposit);

/// The user deposits of an L1 block, in the order of their logs. Failed transactions have none.
std::expected<std::vector<Transaction>, DepositError> derive_deposits(
    std::span<const Receipt> receipts, const Address& deposit_contract,
    const Hash32& l1_block_hash);

}  // namespace dusk::rollup
