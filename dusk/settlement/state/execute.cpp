#include <dusk/settlement/contracts/transfer.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>
#include <dusk/settlement/state/execute.hpp>

namespace dusk::settlement {
namespace {

std::unexpected<Refusal> unspendable(std::string reason) {
    return std::unexpected(Refusal{RefusalKind::unspendable, std::move(reason)});
}

/// The text of a failed inner call, as DuskDS shows contract errors.
std::string error_text(BytesView inner) {
    if (inner.size() < 2) return "Unknown";
    switch (static_cast<ContractFaultKind>(inner[1])) {
        case ContractFaultKind::panic:
            return "Panic: " + std::string(as_text(inner.subspan(2)));
        case ContractFaultKind::out_of_gas:
            return "OutOfGas";
        case ContractFaultKind::does_not_exist:
            return "DoesNotExist";
    }
    return "Unknown";
}

}  // namespace

std::expected<void, Refusal> check_preconditions(const Tx& tx) {
    const auto& p = tx.payload;
    if (p.gas_price == 0) return unspendable("gas price too low");
    if (!max_cost(p)) return unspendable("value, deposit and gas overflow");
    if (std::holds_alternative<ContractDeploy>(p.data))
        return unspendable("deployment of contracts is disabled");
    if (const auto* blobs = blobs_of(p.data)) {
        if (blobs->empty() || blobs->size() > MAX_BLOBS_PER_TX)
            return unspendable("a blob transaction carries 1 to 6 blobs");
        if (p.gas_limit < blobs->size() * GAS_PER_BLOB)
            return unspendable("gas limit below the blob charge");
    }
    if (const auto* call = call_of(p.data); call && call->args.size() > MAX_ARGUMENT_SIZE)
        return unspendable("call arguments over 64 KiB");
    return {};
}

std::expected<TxOutcome, Refusal> execute_tx(Session& session, const Tx& tx) {
    DUSK_TRY_VOID(check_preconditions(tx));
    const auto& p = tx.payload;
    session.set_tx({p.sender, versioned_hashes_of(p.data)});
    const auto checkpoint = session.overlay().checkpoint();
    auto spent = session.call(TRANSFER_CONTRACT, "spend_and_execute",
                              encode_protocol_bytes(execution_form(tx)), p.gas_limit);
    session.clear_tx();
    if (!spent.outcome) {
        const auto& message = spent.outcome.error().message;
        const auto kind =
            message == NONCE_NOT_READY ? RefusalKind::nonce_not_ready : RefusalKind::unspendable;
        return std::unexpected(Refusal{kind, message});
    }

    TxOutcome outcome{.tx_id = tx_id(tx),
                      .gas_spent = spent.gas_spent,
                      .err = {},
                      .events = std::move(spent.events)};
    if ((*spent.outcome)[0] != 0) outcome.err = error_text(*spent.outcome);
    // The blob charge is a floor (step 6), a failed call takes the limit (step 7).
    if (const auto* blobs = blobs_of(p.data))
        outcome.gas_spent = std::max(outcome.gas_spent, blobs->size() * GAS_PER_BLOB);
    if (outcome.err) outcome.gas_spent = p.gas_limit;

    Bytes gas_spent;
    append_le(gas_spent, outcome.gas_spent);
    auto refund = session.call(TRANSFER_CONTRACT, "refund", gas_spent, UNLIMITED_GAS);
    if (!refund.outcome) {
        session.overlay().revert(checkpoint);
        return unspendable("refund: " + refund.outcome.error().message);
    }
    for (auto& event : refund.events) outcome.events.push_back(std::move(event));
    return outcome;
}

}  // namespace dusk::settlement
