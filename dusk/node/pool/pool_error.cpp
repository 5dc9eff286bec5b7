#include <fmt/core.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/node/pool/pool_error.hpp>

namespace dusk::pool {
std::string decimal(u256 value) {
    if (value.is_zero()) return "0";
    std::string digits;
    while (!value.is_zero()) {
        const auto [quotient, remainder] = divide(value, 10);
        digits.insert(digits.begin(), static_cast<char>('0' + remainder.low64()));
        value = quotient;
    }
    return digits;
}

std::string describe(TxnError error, const Transaction& txn, const BlockRules& rules) {
    using enum TxnError;
    switch (error) {
        case type_not_supported:
            return "transaction type not supported";
        case wrong_chain_id:
            return fmt::format("invalid sender: invalid chain id for signer: have {} want {}",
                               txn.chain_id.value_or(0), rules.chain_id);
        case bad_signature:
            return "invalid sender: invalid transaction v, r, s values";
        case nonce_too_low:
            return "nonce too low";
        case nonce_too_high:
            return "nonce too high";
        case nonce_overflow:
            return "nonce has max value";
        case sender_not_eoa:
            return "sender not an eoa";
        case insufficient_funds:
            return "insufficient funds for gas * price + value";
        case intrinsic_gas_too_low:
            return fmt::format("intrinsic gas too low: gas {}, minimum needed {}", txn.gas_limit,
                               intrinsic_gas(txn, rules.revision));
        case floor_gas_too_low:
            return fmt::format(
                "insufficient gas for floor data gas cost: gas {}, minimum needed {}",
                txn.gas_limit, floor_gas(txn, rules.revision));
        case gas_limit_above_block:
            return "exceeds block gas limit";
        case gas_limit_above_cap:
            return fmt::format("transaction gas limit too high (cap: {}, tx: {})",
                               TXN_GAS_LIMIT_MAX, txn.gas_limit);
        case priority_fee_above_max_fee:
            return "max priority fee per gas higher than max fee per gas";
        case max_fee_below_base_fee:
            return "max fee per gas less than block base fee";
        case init_code_too_large:
            return fmt::format("max initcode size exceeded: code size {}, limit {}",
                               txn.data.size(), INIT_CODE_SIZE_MAX);
        case no_blobs:
            return "blobless blob transaction";
        case bad_blob_version:
            return "blob has invalid hash version";
        case too_many_blobs:
            return "too many blobs in transaction";
        case blob_gas_above_block:
            return "blob gas limit reached";
        case blob_fee_below_base_fee:
            return "max fee per blob gas less than block blob gas fee";
        case no_authorizations:
            return "set code tx must have at least one authorization tuple";
        case da_footprint_above_block:
            return "exceeds block DA footprint limit";
    }
    return "invalid transaction";
}

}  // namespace dusk::pool
