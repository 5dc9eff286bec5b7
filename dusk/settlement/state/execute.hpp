// One transaction on a session (spec/duskds-transactions.md section 7).
#pragma once

#include <dusk/settlement/ledger/block_record.hpp>
#include <dusk/settlement/state/session.hpp>

namespace dusk::settlement {

enum class RefusalKind : std::uint8_t {
    unspendable,      ///< can never be included as things stand: drop it
    nonce_not_ready,  ///< earlier nonces are missing: keep it for later
    block_full,       ///< does not fit the block's gas: keep it for the next block
};

/// The transaction is not part of the block; the session is as before.
struct Refusal {
    RefusalKind kind = RefusalKind::unspendable;
    std::string reason;
};

/// Rules that need no state (section 7 step 1): blobs, deployments, gas overflow.
std::expected<void, Refusal> check_preconditions(const Tx& tx);

/// Spends, runs the call, refunds. A failed call keeps the whole fee and is no refusal.
std::expected<TxOutcome, Refusal> execute_tx(Session& session, const Tx& tx);

}  // namespace dusk::settlement
