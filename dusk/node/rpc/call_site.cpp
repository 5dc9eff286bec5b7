#include <algorithm>

#include <fmt/format.h>

#include <dusk/node/rpc/ancestor_hashes.hpp>
#include <dusk/node/rpc/call_site.hpp>
#include <dusk/platform/evm/native_interpreter.hpp>

namespace dusk::eth {
namespace {

/// Remembers the newest step of the outermost frame.
class FaultFinder final : public evm::Tracer {
public:
    void on_step(const evm::Step& step) override {
        if (step.message.depth == 0) place = {step.opcode, step.stack.size()};
    }
    FaultPlace place;
};

/// Lends a tracer to a run.
class TracerOnly final : public RunObserver {
public:
    explicit TracerOnly(evm::Tracer* tracer) : tracer_(tracer) {}
    evm::Tracer* start(BlockExecutor&, const Transaction&) override { return tracer_; }
    void done(const TxnOutcome&) override {}

private:
    evm::Tracer* tracer_;
};

}  // namespace

Answer<CallSite> CallSite::open(const EthBackend& backend, const rpc::Params& arguments,
                                const CallParams& where) {
    DUSK_TRY(id, block_id_param(arguments, where.block));
    StateOverrides overrides;
    if (where.state_overrides) {
        DUSK_TRY(parsed, state_overrides_param(arguments, *where.state_overrides));
        overrides = std::move(parsed);
    }
    DUSK_TRY(at, state_at(backend, id));
    DUSK_TRY(header, backend.header(at.ref.hash));
    CallSite site(backend, at.ref);
    site.env_ = block_env(header);
    if (where.block_overrides)
        DUSK_TRY_VOID(apply_block_overrides(arguments, *where.block_overrides, site.env_));
    site.parent_ = std::move(at.view);
    site.state_ = std::make_unique<OverriddenState>(*site.parent_, std::move(overrides));
    return site;
}

std::uint64_t CallSite::gas_max() const {
    // EIP-7825 holds for calls, too: what they try is to be sent.
    if (rules().revision >= evm::Revision::osaka)
        return std::min(backend_->options().gas_cap, TXN_GAS_LIMIT_MAX);
    return backend_->options().gas_cap;
}

std::expected<TxnOutcome, CallRefusal> CallSite::run(const CallRequest& request, std::uint64_t gas,
                                                     evm::Tracer* tracer) const {
    TracerOnly observer(tracer);
    return run(request, gas, observer);
}

std::expected<TxnOutcome, CallRefusal> CallSite::run(const CallRequest& request, std::uint64_t gas,
                                                     RunObserver& observer) const {
    auto txn = to_transaction(request, backend_->config(), gas, env_.base_fee);
    auto env = env_;
    // A call that pays nothing sees no base fee either (geth: eth_call lowers it to 0).
    if (txn.max_fee_per_gas.is_zero()) env.base_fee = {};
    const RequestHashes hashes(backend_->store(), block_, env_.number);
    BlockExecutor executor(backend_->config(), env, *state_, backend_->crypto(), hashes);
    executor.set_interpreter(native_interpreter());
    executor.set_tracer(observer.start(executor, txn));
    auto outcome = executor.simulate(txn, request.from);
    if (!state_->ok())
        return std::unexpected(
            CallRefusal{std::nullopt, rpc::internal_error("the block's state is not available")});
    if (outcome) {
        outcome->output = output_of(*outcome, executor.state());
        observer.done(*outcome);
        return *std::move(outcome);
    }
    const auto account = state_->account(request.from);
    auto text = refusal_text({.error = outcome.error(),
                              .txn = txn,
                              .sender = request.from,
                              .balance = account ? account->balance : u256{},
                              .base_fee = env.base_fee,
                              .rules = executor.rules()});
    return std::unexpected(CallRefusal{outcome.error(), rpc::server_error(std::move(text))});
}

std::string CallSite::fault_of(const CallRequest& request, std::uint64_t gas,
                               evm::Status status) const {
    const bool names_place = status == evm::Status::invalid_opcode ||
                             status == evm::Status::stack_underflow ||
                             status == evm::Status::stack_overflow;
    FaultFinder finder;
    if (names_place) (void)run(request, gas, &finder);
    return fault_text(status, finder.place);
}

Bytes output_of(const TxnOutcome& outcome, State& state) {
    if (outcome.status == evm::Status::success && outcome.contract_address)
        return *state.code(*outcome.contract_address);
    return outcome.output;
}

rpc::Error timeout_error(const EthBackend& backend) {
    return rpc::server_error(
        fmt::format("execution aborted (timeout = {}s)",
                    std::chrono::duration<double>(backend.options().evm_timeout).count()));
}

}  // namespace dusk::eth
