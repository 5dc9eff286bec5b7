// BlockExecutor: transactions that run on a state of their own and are adopted later.
#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/core/chain/txn_run.hpp>

namespace dusk {
namespace {

/// The new code of `account`, or null if the diff brings none.
const Bytes* new_code(const StateDiff& diff, const Account& account) {
    const auto found = std::ranges::lower_bound(diff.codes, account.code_hash, {},
                                                [](const auto& code) { return code.first; });
    return found != diff.codes.end() && found->first == account.code_hash ? found->second.get()
                                                                          : nullptr;
}

/// Writes what another state changed against this one.
void apply(State& state, const StateDiff& diff, evm::Revision revision) {
    for (const auto& change : diff.accounts) {
        if (!change.account || change.storage_cleared) {
            // What was there goes first; the account may begin anew.
            state.begin_transaction();
            state.mark_destructed(change.address);
            state.end_transaction(revision);
        }
    }
    state.begin_transaction();
    for (const auto& change : diff.accounts) {
        if (!change.account) continue;
        const auto& account = *change.account;
        state.set_nonce(change.address, account.nonce);
        state.set_balance(change.address, account.balance);
        if (const auto* code = new_code(diff, account))
            state.set_code(change.address, *code);
        else if (state.code_hash(change.address) != account.code_hash)
            state.set_code(change.address, {});
        for (const auto& [slot, value] : change.storage)
            state.set_storage(change.address, slot, value);
    }
}

}  // namespace

std::expected<TxnEffects, TxnError> BlockExecutor::speculate(const StateView& view,
                                                             const Transaction& txn,
                                                             const Address& sender,
                                                             evm::Workspace& workspace) {
    State state(view);
    TxnRun run(*this, {state, workspace}, txn, sender, TxnRun::Purpose::speculate);
    DUSK_TRY(outcome, run.run());
    return TxnEffects{std::move(outcome), run.unpaid_fees(), state.build_diff()};
}

std::expected<TxnEffects, TxnError> BlockExecutor::prepare(const StateView& view,
                                                           const Transaction& txn,
                                                           const Address& sender) {
    State state(view);
    TxnRun run(*this, {state, workspace_, tracer_}, txn, sender, TxnRun::Purpose::include);
    DUSK_TRY(outcome, run.run());
    return TxnEffects{std::move(outcome), std::nullopt, state.build_diff()};
}

bool BlockExecutor::has_room(const Transaction& txn, const TxnOutcome& outcome) const {
    return TxnRun::check_block_space(*this, txn, outcome).has_value();
}

void BlockExecutor::adopt(TxnEffects effects) {
    apply(state_, effects.diff, rules_.revision);
    if (effects.fees) pay_fees(state_, *effects.fees);
    state_.end_transaction(rules_.revision);
    count(effects.outcome);
    receipts_.push_back(std::move(effects.outcome.receipt));
}

std::vector<Address> BlockExecutor::fee_recipients() const {
    std::vector<Address> recipients{env_.coinbase};
    if (rules_.is_op())
        recipients.insert(recipients.end(),
                          {OP_BASE_FEE_VAULT, OP_L1_FEE_VAULT, OP_OPERATOR_FEE_VAULT});
    return recipients;
}

void BlockExecutor::pay_fees(State& state, const FeePayments& fees) const {
    state.add_balance(env_.coinbase, fees.priority_fee);
    if (!rules_.is_op()) return;
    // OP specs, exec-engine.md#fee-vaults: nothing is burned.
    state.add_balance(OP_BASE_FEE_VAULT, fees.base_fee);
    state.add_balance(OP_L1_FEE_VAULT, fees.l1_fee);
    if (rules_.has_op(OpFork::isthmus)) state.add_balance(OP_OPERATOR_FEE_VAULT, fees.operator_fee);
}

}  // namespace dusk
