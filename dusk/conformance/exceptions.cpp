#include <algorithm>
#include <utility>

#include <dusk/conformance/exceptions.hpp>

namespace dusk::conformance {
namespace {

constexpr std::pair<std::string_view, TxnError> TXN_NAMES[] = {
    {"TYPE_1_TX_PRE_FORK", TxnError::type_not_supported},
    {"TYPE_2_TX_PRE_FORK", TxnError::type_not_supported},
    {"TYPE_3_TX_PRE_FORK", TxnError::type_not_supported},
    {"TYPE_4_TX_PRE_FORK", TxnError::type_not_supported},
    {"INVALID_CHAINID", TxnError::wrong_chain_id},
    {"INVALID_SIGNATURE_VRS", TxnError::bad_signature},
    {"NONCE_MISMATCH_TOO_LOW", TxnError::nonce_too_low},
    {"NONCE_MISMATCH_TOO_HIGH", TxnError::nonce_too_high},
    {"NONCE_IS_MAX", TxnError::nonce_overflow},
    {"SENDER_NOT_EOA", TxnError::sender_not_eoa},
    {"INSUFFICIENT_ACCOUNT_FUNDS", TxnError::insufficient_funds},
    {"GASLIMIT_PRICE_PRODUCT_OVERFLOW", TxnError::insufficient_funds},
    {"INTRINSIC_GAS_TOO_LOW", TxnError::intrinsic_gas_too_low},
    {"INTRINSIC_GAS_BELOW_FLOOR_GAS_COST", TxnError::floor_gas_too_low},
    {"GAS_ALLOWANCE_EXCEEDED", TxnError::gas_limit_above_block},
    {"GAS_LIMIT_EXCEEDS_MAXIMUM", TxnError::gas_limit_above_cap},
    {"PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS", TxnError::priority_fee_above_max_fee},
    {"INSUFFICIENT_MAX_FEE_PER_GAS", TxnError::max_fee_below_base_fee},
    {"INITCODE_SIZE_EXCEEDED", TxnError::init_code_too_large},
    {"TYPE_3_TX_ZERO_BLOBS", TxnError::no_blobs},
    {"TYPE_3_TX_INVALID_BLOB_VERSIONED_HASH", TxnError::bad_blob_version},
    {"TYPE_3_TX_BLOB_COUNT_EXCEEDED", TxnError::too_many_blobs},
    {"TYPE_3_TX_MAX_BLOB_GAS_ALLOWANCE_EXCEEDED", TxnError::too_many_blobs},
    {"TYPE_3_TX_MAX_BLOB_GAS_ALLOWANCE_EXCEEDED", TxnError::blob_gas_above_block},
    {"INSUFFICIENT_MAX_FEE_PER_BLOB_GAS", TxnError::blob_fee_below_base_fee},
    {"TYPE_4_EMPTY_AUTHORIZATION_LIST", TxnError::no_authorizations},
};

constexpr std::pair<std::string_view, BlockFault> BLOCK_NAMES[] = {
    {"INVALID_REQUESTS", BlockFault::wrong_requests_hash},
    {"INVALID_DEPOSIT_EVENT_LAYOUT", BlockFault::bad_system_call},
    {"SYSTEM_CONTRACT_CALL_FAILED", BlockFault::bad_system_call},
    {"SYSTEM_CONTRACT_EMPTY", BlockFault::bad_system_call},
};

constexpr std::pair<std::string_view, HeaderError> HEADER_NAMES[] = {
    {"INCORRECT_EXCESS_BLOB_GAS", HeaderError::wrong_excess_blob_gas},
    // The header states more blob gas than a block may have.
    {"TYPE_3_TX_BLOB_COUNT_EXCEEDED", HeaderError::bad_blob_gas_used},
    {"TYPE_3_TX_MAX_BLOB_GAS_ALLOWANCE_EXCEEDED", HeaderError::bad_blob_gas_used},
    // A field of another fork.
    {"INCORRECT_BLOCK_FORMAT", HeaderError::bad_blob_gas_used},
    {"INCORRECT_BLOCK_FORMAT", HeaderError::wrong_excess_blob_gas},
    {"INCORRECT_BLOCK_FORMAT", HeaderError::bad_beacon_root},
    {"INCORRECT_BLOCK_FORMAT", HeaderError::bad_requests_hash},
};

constexpr std::string_view UNDECODABLE_NAMES[] = {
    "INCORRECT_BLOCK_FORMAT",  // a header without a field that later ones follow
    "RLP_STRUCTURES_ENCODING",     "TYPE_3_TX_WITH_FULL_BLOBS", "TYPE_3_TX_CONTRACT_CREATION",
    "TYPE_4_TX_CONTRACT_CREATION", "INVALID_SIGNATURE_VRS",
};

/// Calls `test` with each name, its class ("TransactionException.") taken off.
template <class Test>
bool any_name(std::string_view expected, Test&& test) {
    while (!expected.empty()) {
        const auto end = std::min(expected.find('|'), expected.size());
        auto name = expected.substr(0, end);
        name.remove_prefix(name.find('.') + 1);
        if (test(name)) return true;
        expected.remove_prefix(std::min(end + 1, expected.size()));
    }
    return false;
}

template <class Table, class Error>
bool is_listed(std::string_view expected, const Table& table, Error error) {
    return any_name(expected, [&](std::string_view name) {
        return std::ranges::find(table, std::pair{name, error}) != std::end(table);
    });
}

}  // namespace

bool covers(std::string_view expected, TxnError error) {
    return is_listed(expected, TXN_NAMES, error);
}

bool covers(std::string_view expected, const BlockError& error) {
    if (error.txn) return covers(expected, *error.txn);
    if (error.header) return is_listed(expected, HEADER_NAMES, *error.header);
    return is_listed(expected, BLOCK_NAMES, error.fault);
}

bool covers_undecodable(std::string_view expected) {
    return any_name(expected, [](std::string_view name) {
        return std::ranges::find(UNDECODABLE_NAMES, name) != std::end(UNDECODABLE_NAMES);
    });
}

}  // namespace dusk::conformance
