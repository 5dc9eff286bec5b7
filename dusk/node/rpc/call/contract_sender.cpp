#include <dusk/core/chain/op_fees.hpp>
#include <dusk/node/rpc/call/contract_sender.hpp>

namespace dusk::eth {
namespace {

template <class Change>
void between_txns(BlockExecutor& executor, const Change& change) {
    executor.state().begin_transaction();
    change(executor.state());
    executor.state().end_transaction(executor.rules().revision);
}

std::expected<TxnOutcome, TxnError> execute_for_contract(BlockExecutor& executor,
                                                         const Transaction& txn,
                                                         const Address& sender) {
    const auto fork = *executor.rules().op;
    const auto& params = executor.l1_fee_params();
    const auto l1_fee = l1_data_fee(fork, params, encode_transaction(txn));
    const auto operator_fee_max = operator_fee(fork, params, txn.gas_limit);
    const auto advance = l1_fee + operator_fee_max;
    if (executor.state().balance(sender) < advance)
        return std::unexpected(TxnError::insufficient_funds);
    between_txns(executor, [&](State& state) { state.sub_balance(sender, advance); });
    auto outcome = executor.simulate(txn, sender, {.is_validated = true, .is_included = true});
    between_txns(executor, [&](State& state) {
        if (!outcome) return state.add_balance(sender, advance);
        const auto kept = operator_fee(fork, params, outcome->gas_used);
        state.add_balance(sender, operator_fee_max - kept);
        state.add_balance(OP_L1_FEE_VAULT, l1_fee);
        state.add_balance(OP_OPERATOR_FEE_VAULT, kept);
        state.add_balance(OP_BASE_FEE_VAULT, executor.env().base_fee * u256{outcome->gas_used});
    });
    return outcome;
}

}  // namespace

std::expected<TxnOutcome, TxnError> execute_for_anyone(BlockExecutor& executor,
                                                       const Transaction& txn,
                                                       const Address& sender) {
    auto outcome = executor.execute(txn, sender);
    if (outcome || outcome.error() != TxnError::sender_not_eoa || !executor.rules().is_op())
        return outcome;
    return execute_for_contract(executor, txn, sender);
}

}  // namespace dusk::eth
