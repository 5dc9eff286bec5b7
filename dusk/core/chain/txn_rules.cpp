#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/core/chain/fees.hpp>
#include <dusk/core/chain/txn_rules.hpp>

namespace dusk {
namespace {

using evm::Revision;

// Yellow paper, appendix G, as changed by EIP-2028, 2930, 3860, 7623, 7702.
constexpr std::uint64_t TXN_GAS = 21'000;
constexpr std::uint64_t TXN_CREATE_GAS = 32'000;
constexpr std::uint64_t ZERO_BYTE_GAS = 4;
constexpr std::uint64_t BYTE_GAS = 16;
constexpr std::uint64_t BYTE_GAS_FRONTIER = 68;
constexpr std::uint64_t INIT_CODE_WORD_GAS = 2;
constexpr std::uint64_t ACCESS_LIST_ADDRESS_GAS = 2'400;
constexpr std::uint64_t ACCESS_LIST_KEY_GAS = 1'900;
constexpr std::uint64_t AUTHORIZATION_GAS = 25'000;
constexpr std::uint64_t FLOOR_TOKEN_GAS = 10;
constexpr std::uint8_t VERSIONED_HASH_VERSION_KZG = 0x01;

struct ByteCounts {
    std::uint64_t zero = 0;
    std::uint64_t other = 0;
};

ByteCounts count_bytes(BytesView data) {
    const auto zero = static_cast<std::uint64_t>(std::ranges::count(data, std::uint8_t{0}));
    return {zero, data.size() - zero};
}

Revision first_revision(TxnType type) {
    switch (type) {
        case TxnType::access_list:
            return Revision::berlin;
        case TxnType::dynamic_fee:
            return Revision::london;
        case TxnType::blob:
            return Revision::cancun;
        case TxnType::set_code:
            return Revision::prague;
        case TxnType::legacy:
        case TxnType::deposit:
            break;
    }
    return Revision::frontier;
}

std::expected<void, TxnError> check_type(const Transaction& txn, const BlockRules& rules) {
    if (rules.revision < first_revision(txn.type) || (txn.type == TxnType::blob && rules.is_op()))
        return std::unexpected(TxnError::type_not_supported);
    if (txn.chain_id && *txn.chain_id != rules.chain_id)
        return std::unexpected(TxnError::wrong_chain_id);
    return {};
}

std::expected<void, TxnError> check_gas(const Transaction& txn, Revision revision,
                                        TxnLeniency leniency) {
    if (revision >= Revision::osaka && txn.gas_limit > TXN_GAS_LIMIT_MAX && !leniency.any_gas)
        return std::unexpected(TxnError::gas_limit_above_cap);
    if (txn.gas_limit < intrinsic_gas(txn, revision))
        return std::unexpected(TxnError::intrinsic_gas_too_low);
    if (txn.gas_limit < floor_gas(txn, revision))
        return std::unexpected(TxnError::floor_gas_too_low);
    if (revision >= Revision::shanghai && !txn.to && txn.data.size() > INIT_CODE_SIZE_MAX)
        return std::unexpected(TxnError::init_code_too_large);
    return {};
}

std::expected<void, TxnError> check_blobs(const Transaction& txn, const BlockRules& rules) {
    const auto& hashes = txn.blob_versioned_hashes;
    if (hashes.empty()) return std::unexpected(TxnError::no_blobs);
    if (rules.revision >= Revision::osaka && hashes.size() > TXN_BLOB_COUNT_MAX)
        return std::unexpected(TxnError::too_many_blobs);
    if (hashes.size() > rules.blobs.max) return std::unexpected(TxnError::too_many_blobs);
    for (const auto& hash : hashes)
        if (hash[0] != VERSIONED_HASH_VERSION_KZG)
            return std::unexpected(TxnError::bad_blob_version);
    return {};
}

}  // namespace

std::string_view to_string(TxnError error) noexcept {
    switch (error) {
        case TxnError::type_not_supported:
            return "transaction type not supported";
        case TxnError::wrong_chain_id:
            return "invalid chain id";
        case TxnError::bad_signature:
            return "invalid signature";
        case TxnError::nonce_too_low:
            return "nonce too low";
        case TxnError::nonce_too_high:
            return "nonce too high";
        case TxnError::nonce_overflow:
            return "nonce has max value";
        case TxnError::sender_not_eoa:
            return "sender not an eoa";
        case TxnError::insufficient_funds:
            return "insufficient funds for gas * price + value";
        case TxnError::intrinsic_gas_too_low:
            return "intrinsic gas too low";
        case TxnError::floor_gas_too_low:
            return "insufficient gas for floor data gas cost";
        case TxnError::gas_limit_above_block:
            return "gas limit reached";
        case TxnError::gas_limit_above_cap:
            return "transaction gas limit too high";
        case TxnError::priority_fee_above_max_fee:
            return "max priority fee per gas higher than max fee per gas";
        case TxnError::max_fee_below_base_fee:
            return "max fee per gas less than block base fee";
        case TxnError::init_code_too_large:
            return "max initcode size exceeded";
        case TxnError::no_blobs:
            return "blob transaction missing blob hashes";
        case TxnError::bad_blob_version:
            return "blob has invalid hash version";
        case TxnError::too_many_blobs:
            return "too many blobs in transaction";
        case TxnError::blob_gas_above_block:
            return "blob gas limit reached";
        case TxnError::blob_fee_below_base_fee:
            return "max fee per blob gas less than block blob gas fee";
        case TxnError::no_authorizations:
            return "set code transaction with empty auth list";
        case TxnError::da_footprint_above_block:
            return "da footprint limit reached";
    }
    return "unknown";
}

std::uint64_t intrinsic_gas(const Transaction& txn, Revision revision) {
    const auto bytes = count_bytes(txn.data);
    auto gas = TXN_GAS + bytes.zero * ZERO_BYTE_GAS +
               bytes.other * (revision >= Revision::istanbul ? BYTE_GAS : BYTE_GAS_FRONTIER);
    if (!txn.to && revision >= Revision::homestead) gas += TXN_CREATE_GAS;
    if (!txn.to && revision >= Revision::shanghai)
        gas += (txn.data.size() + 31) / 32 * INIT_CODE_WORD_GAS;
    for (const auto& entry : txn.access_list)
        gas += ACCESS_LIST_ADDRESS_GAS + entry.storage_keys.size() * ACCESS_LIST_KEY_GAS;
    return gas + txn.authorization_list.size() * AUTHORIZATION_GAS;
}

std::uint64_t floor_gas(const Transaction& txn, Revision revision) {
    if (revision < Revision::prague) return 0;
    const auto bytes = count_bytes(txn.data);
    return TXN_GAS + (bytes.zero + bytes.other * 4) * FLOOR_TOKEN_GAS;
}

std::expected<void, TxnError> check_txn(const Transaction& txn, const BlockRules& rules,
                                        TxnLeniency leniency) {
    if (txn.is_deposit()) {
        if (rules.is_op()) return {};
        return std::unexpected(TxnError::type_not_supported);
    }
    DUSK_TRY_VOID(check_type(txn, rules));
    DUSK_TRY_VOID(check_gas(txn, rules.revision, leniency));
    if (txn.nonce == ~std::uint64_t{0} && !leniency.any_nonce)
        return std::unexpected(TxnError::nonce_overflow);
    if (txn.max_priority_fee_per_gas > txn.max_fee_per_gas)
        return std::unexpected(TxnError::priority_fee_above_max_fee);
    if (txn.type == TxnType::set_code && txn.authorization_list.empty())
        return std::unexpected(TxnError::no_authorizations);
    if (txn.type == TxnType::blob) return check_blobs(txn, rules);
    return {};
}

}  // namespace dusk
