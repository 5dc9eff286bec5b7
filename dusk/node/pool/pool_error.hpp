// Why the pool refuses a transaction, in geth's words (go-ethereum core/txpool, core/error.go).
#pragma once

#include <cstdint>
#include <string>

#include <dusk/core/chain/txn_rules.hpp>

namespace dusk::pool {

enum class Refusal : std::uint8_t {
    already_known,
    invalid,  ///< never valid under the present rules
    nonce_too_low,
    insufficient_funds,
    underpriced,  ///< below the pool's own minimum, or the pool is full of better ones
    replacement_underpriced,
    account_limit,
    oversized,
};

struct [[nodiscard]] PoolError {
    Refusal refusal = Refusal::invalid;
    std::string message;
};

/// In decimal digits.
std::string decimal(u256 value);

/// geth's text for a rule that `txn` breaks.
std::string describe(TxnError error, const Transaction& txn, const BlockRules& rules);

}  // namespace dusk::pool
