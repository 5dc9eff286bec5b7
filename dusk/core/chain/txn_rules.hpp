// What makes a transaction valid: first by itself under the block's rules, then against the
// sender's account (yellow paper 6.1 and 6.2; EIP-2, 155, 1559, 2930, 3607, 3860, 4844, 7623, 7702,
// 7825).
#pragma once

#include <expected>
#include <string_view>

#include <dusk/core/chain/chain_config.hpp>
#include <dusk/core/chain/transaction.hpp>

namespace dusk {

enum class [[nodiscard]] TxnError : std::uint8_t {
    type_not_supported,  ///< the type is of a later fork, or blobs on an OP chain, or a deposit on
                         ///< L1
    wrong_chain_id,
    bad_signature,
    nonce_too_low,
    nonce_too_high,
    nonce_overflow,  ///< EIP-2681
    sender_not_eoa,  ///< EIP-3607
    insufficient_funds,
    intrinsic_gas_too_low,
    floor_gas_too_low,  ///< EIP-7623
    gas_limit_above_block,
    gas_limit_above_cap,  ///< EIP-7825
    priority_fee_above_max_fee,
    max_fee_below_base_fee,
    init_code_too_large,  ///< EIP-3860
    no_blobs,
    bad_blob_version,
    too_many_blobs,
    blob_gas_above_block,
    blob_fee_below_base_fee,
    no_authorizations,
    da_footprint_above_block,  ///< OP Jovian
};

std::string_view to_string(TxnError error) noexcept;

inline constexpr std::size_t INIT_CODE_SIZE_MAX = 49'152;
/// EIP-7825.
inline constexpr std::uint64_t TXN_GAS_LIMIT_MAX = 1 << 24;
/// EIP-7594: blobs of one transaction, from Osaka on.
inline constexpr std::size_t TXN_BLOB_COUNT_MAX = 6;

/// Gas that a transaction pays before any code runs.
std::uint64_t intrinsic_gas(const Transaction& txn, evm::Revision revision);
/// EIP-7623: the least gas that a transaction pays for its data; 0 before Prague.
std::uint64_t floor_gas(const Transaction& txn, evm::Revision revision);

/// What a simulated call may do and a transaction may not.
struct TxnLeniency {
    bool any_gas = false;    ///< more than TXN_GAS_LIMIT_MAX
    bool any_nonce = false;  ///< the last one, too
};

/// All checks that need neither state nor the block's fees. Deposits pass unless the chain is no OP
/// chain.
std::expected<void, TxnError> check_txn(const Transaction& txn, const BlockRules& rules,
                                        TxnLeniency leniency = {});

}  // namespace dusk
