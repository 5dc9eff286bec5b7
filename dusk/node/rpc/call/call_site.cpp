#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/node/rpc/call/call_site.hpp>
#include <dusk/node/rpc/call/replay.hpp>
#include <dusk/node/rpc/chain/ancestor_hashes.hpp>
#include <dusk/node/rpc/trace/deadline_tracer.hpp>
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

Answer<CallSite> CallSite::open(const ChainReader& chain, const rpc::Params& arguments,
                                const CallParams& where) {
    DUSK_TRY(id, block_id_param(arguments, where.block));
    StateOverrides overrides;
    if (where.state_overrides) {
        DUSK_TRY(parsed, state_overrides_param(arguments, *where.state_overrides));
        overrides = std::move(parsed);
    }
    DUSK_TRY(at, state_at(chain, id));
    DUSK_TRY(header, chain.header(at.ref.hash));
    CallSite site(chain, at.ref);
    site.env_ = block_env(header);
    if (where.block_overrides)
        DUSK_TRY_VOID(apply_block_overrides(arguments, *where.block_overrides, site.env_));
    DUSK_TRY(moves, precompile_moves(overrides, site.rules().precompiles));
    site.moves_ = std::move(moves);
    site.parent_ = std::move(at.view);
    site.state_ = std::make_unique<OverriddenState>(*site.parent_, std::move(overrides));
    return site;
}

Answer<CallSite> CallSite::open_within(const ChainReader& chain, const rpc::Params& arguments,
                                       const CallParams& where, std::size_t txn_index,
                                       std::chrono::steady_clock::time_point deadline) {
    DUSK_TRY(id, block_id_param(arguments, where.block));
    DUSK_TRY(ref, require_block(chain, id));
    DUSK_TRY(replay, Replay::open(chain, ref));
    if (txn_index > replay->size())
        return std::unexpected(rpc::server_error(fmt::format(
            "transaction index {} out of range for block {}", txn_index, to_hex(ref.hash))));
    DUSK_TRY(site, open(chain, arguments, where));
    DUSK_TRY_VOID(replay->skip_to(txn_index, deadline));
    const auto& parent_hash = replay->block().header.parent_hash;
    DUSK_TRY(view, chain.state_after(parent_hash));
    site.parent_ = std::move(view);
    site.inside_ = std::make_unique<SimulatedState>(*site.parent_, nullptr, Hash32{});
    site.inside_->apply(replay->executor().state().build_diff());
    site.block_ = {parent_hash, ref.number - 1};
    site.state_ = std::make_unique<OverriddenState>(*site.inside_, site.state_->overrides());
    return site;
}

void CallSite::keep_changes() {
    if (!left_) left_ = std::make_shared<SimulatedState>(*state_, nullptr, Hash32{});
}

std::uint64_t CallSite::gas_max() const {
    const auto cap = chain_->options().gas_cap;
    return cap == 0 ? std::uint64_t{std::numeric_limits<std::int64_t>::max()} : cap;
}

std::uint64_t CallSite::txn_gas_max() const {
    if (rules().revision < evm::Revision::osaka) return gas_max();
    return std::min(gas_max(), TXN_GAS_LIMIT_MAX);
}

std::expected<TxnOutcome, CallRefusal> CallSite::run(const CallRequest& request, std::uint64_t gas,
                                                     evm::Tracer* tracer) const {
    TracerOnly observer(tracer);
    return run(request, gas, observer);
}

std::expected<TxnOutcome, CallRefusal> CallSite::run(const CallRequest& request, std::uint64_t gas,
                                                     RunObserver& observer) const {
    return execute(request, gas, observer, left_ != nullptr);
}

std::expected<TxnOutcome, CallRefusal> CallSite::execute(const CallRequest& request,
                                                         std::uint64_t gas, RunObserver& observer,
                                                         bool keeps) const {
    auto txn = to_transaction(request, chain_->config(), gas, env_.base_fee);
    auto env = env_;
    // A call that pays nothing sees no base fee either (geth: eth_call lowers it to 0).
    if (txn.max_fee_per_gas.is_zero()) env.base_fee = {};
    const RequestHashes hashes(chain_->store(), block_, env_.number);
    const StateView& state = left_ ? static_cast<const StateView&>(*left_) : *state_;
    BlockExecutor executor(chain_->config(), env, state, chain_->crypto(), hashes);
    executor.set_precompile_moves(moves_);
    DeadlineTracer watch(deadline_, observer.start(executor, txn));
    executor.set_interpreter(native_interpreter());
    executor.set_tracer(&watch);
    auto outcome = executor.simulate(txn, request.from);
    if (watch.is_stopped())
        return std::unexpected(CallRefusal{std::nullopt, timeout_error(*chain_)});
    if (!state_->ok())
        return std::unexpected(
            CallRefusal{std::nullopt, rpc::internal_error("the block's state is not available")});
    if (outcome) {
        outcome->output = output_of(*outcome, executor.state());
        observer.done(*outcome);
        if (keeps) left_->apply(executor.state().build_diff());
        return *std::move(outcome);
    }
    const auto account = state.account(request.from);
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
    TracerOnly observer(&finder);
    if (names_place) (void)execute(request, gas, observer, false);
    return fault_text(status, finder.place);
}

Bytes output_of(const TxnOutcome& outcome, State& state) {
    if (outcome.status == evm::Status::success && outcome.contract_address)
        return *state.code(*outcome.contract_address);
    return outcome.output;
}

rpc::Error timeout_error(const ChainReader& chain) {
    return rpc::server_error(
        fmt::format("execution aborted (timeout = {}s)",
                    std::chrono::duration<double>(chain.options().evm_timeout).count()));
}

}  // namespace dusk::eth
