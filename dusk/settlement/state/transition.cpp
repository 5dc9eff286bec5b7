#include <dusk/settlement/contracts/stake.hpp>
#include <dusk/settlement/ledger/bloom.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>
#include <dusk/settlement/state/transition.hpp>

namespace dusk::settlement {

std::expected<void, std::string> BlockExecutor::protocol_call(std::string_view method,
                                                              BytesView args) {
    auto receipt = session_.call(STAKE_CONTRACT, method, args, UNLIMITED_GAS);
    if (!receipt.outcome)
        return std::unexpected(std::string(method) + ": " + receipt.outcome.error().message);
    for (auto& event : receipt.events) result_.block_events.push_back(std::move(event));
    return {};
}

std::expected<void, std::string> BlockExecutor::begin() {
    DUSK_TRY_VOID(protocol_call("before_state_transition", {}));
    for (const auto& account : slashes_of(inputs_.failed_iterations, inputs_.faults))
        DUSK_TRY_VOID(protocol_call("slash", encode_slash(account, std::nullopt)));
    return {};
}

std::expected<void, Refusal> BlockExecutor::add(const Tx& tx) {
    const auto checkpoint = session_.overlay().checkpoint();
    DUSK_TRY(outcome, execute_tx(session_, tx));
    if (outcome.gas_spent > inputs_.gas_limit - result_.gas_spent) {
        session_.overlay().revert(checkpoint);
        return std::unexpected(Refusal{RefusalKind::block_full, "block gas limit"});
    }
    result_.gas_spent += outcome.gas_spent;
    result_.dusk_spent += outcome.gas_spent * tx.payload.gas_price;
    result_.outcomes.push_back(std::move(outcome));
    return {};
}

std::expected<Transition, std::string> BlockExecutor::finish() {
    const auto rewards = rewards_of({.height = session_.context().block_height,
                                     .dusk_spent = result_.dusk_spent,
                                     .generator = inputs_.generator,
                                     .dusk_key = inputs_.dusk_key,
                                     .voters = inputs_.voters});
    if (!rewards) return std::unexpected(std::string("no voters to reward"));
    DUSK_TRY_VOID(protocol_call("reward", encode_rewards(*rewards)));
    for (const auto& outcome : result_.outcomes)
        for (const auto& event : outcome.events) bloom_add(result_.bloom, event);
    for (const auto& event : result_.block_events) bloom_add(result_.bloom, event);
    result_.changes = session_.overlay().changes();
    return std::move(result_);
}

}  // namespace dusk::settlement
