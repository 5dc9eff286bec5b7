// debug_traceTransaction, debug_traceBlockBy*, debug_traceCall: executions again, watched.
#include <algorithm>

#include <fmt/format.h>

#include <dusk/node/rpc/ancestor_hashes.hpp>
#include <dusk/node/rpc/block_id.hpp>
#include <dusk/node/rpc/call_site.hpp>
#include <dusk/node/rpc/method_rows.hpp>
#include <dusk/node/rpc/traces.hpp>

namespace dusk::eth {
namespace {

Result trace_json(Trace& trace, const TxnOutcome& outcome) {
    if (trace.is_truncated())
        return std::unexpected(rpc::server_error("the trace is too long to keep"));
    return trace.result(outcome);
}

/// A block executed anew on its parent's state.
class Replay {
public:
    static Answer<std::unique_ptr<Replay>> open(const EthBackend& backend, const BlockRef& ref) {
        DUSK_TRY(block, backend.block(ref.hash));
        if (ref.number == 0) return std::unexpected(rpc::server_error("genesis is not traceable"));
        DUSK_TRY(parent, backend.state_after(block.header.parent_hash));
        auto replay =
            std::unique_ptr<Replay>(new Replay(backend, std::move(block), std::move(parent)));
        replay->executor_.begin();
        return replay;
    }

    std::size_t size() const { return block_.body.transactions.size(); }
    const Transaction& txn(std::size_t index) const { return block_.body.transactions[index]; }

    Answer<bool> skip() {
        DUSK_TRY_VOID(execute());
        return true;
    }

    Result trace(const TraceFactory& factory) {
        const auto trace = factory.make({.txn = txn(next_),
                                         .sender = block_.body.senders[next_],
                                         .rules = executor_.rules(),
                                         .coinbase = executor_.env().coinbase,
                                         .state = executor_.state()});
        executor_.set_tracer(trace.get());
        auto outcome = execute();
        executor_.set_tracer(nullptr);
        if (!outcome) return std::unexpected(std::move(outcome.error()));
        outcome->output = output_of(*outcome, executor_.state());
        return trace_json(*trace, *outcome);
    }

private:
    Replay(const EthBackend& backend, StoredBlock block, std::unique_ptr<StateView> parent)
        : block_(std::move(block)),
          parent_(std::move(parent)),
          hashes_(backend.store(), {block_.header.parent_hash, block_.ref.number - 1}),
          executor_(backend.config(), block_env(block_.header), *parent_, backend.crypto(),
                    hashes_) {}

    Answer<TxnOutcome> execute() {
        auto outcome = executor_.execute(txn(next_), block_.body.senders[next_]);
        ++next_;
        if (!outcome || !parent_->ok())
            return std::unexpected(rpc::internal_error("the block's state is not available"));
        return *std::move(outcome);
    }

    const StoredBlock block_;
    const std::unique_ptr<StateView> parent_;
    const engine::AncestorHashes hashes_;
    BlockExecutor executor_;
    std::size_t next_ = 0;
};

Result trace_transaction(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    DUSK_TRY(factory, TraceFactory::parse(arguments, 1));
    DUSK_TRY(found, stored(backend.store().find_txn(hash)));
    if (!found) return std::unexpected(rpc::server_error("transaction not found"));
    DUSK_TRY(replay, Replay::open(backend, {found->block_hash, found->block_number}));
    if (found->index >= replay->size())
        return std::unexpected(rpc::server_error("transaction not found"));
    for (std::uint64_t i = 0; i < found->index; ++i) {
        if (context.expired()) return std::unexpected(rpc::server_error("execution timeout"));
        DUSK_TRY_VOID(replay->skip());
    }
    return replay->trace(factory);
}

Result trace_block(EthBackend& backend, const BlockId& id, const Params& arguments,
                   CallContext& context) {
    DUSK_TRY(factory, TraceFactory::parse(arguments, 1));
    DUSK_TRY(ref, require_block(backend, id));
    DUSK_TRY(replay, Replay::open(backend, ref));
    Array out;
    for (std::size_t i = 0; i < replay->size(); ++i) {
        if (context.expired()) return std::unexpected(rpc::server_error("execution timeout"));
        DUSK_TRY(trace, replay->trace(factory));
        out.push_back(Object{{"txHash", hex(transaction_hash(replay->txn(i)))},
                             {"result", std::move(trace)}});
    }
    return Value(std::move(out));
}

Result trace_block_by_number(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY_VOID(params::any(arguments, 0));
    DUSK_TRY(id, block_number_param(arguments, 0));
    return trace_block(backend, id, arguments, context);
}

Result trace_block_by_hash(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    return trace_block(backend, {.block = hash}, arguments, context);
}

/// Makes a trace of a simulated call.
class TracedCall final : public RunObserver {
public:
    TracedCall(const TraceFactory& factory, const CallRequest& request)
        : factory_(factory), request_(request) {}

    evm::Tracer* start(BlockExecutor& executor, const Transaction& txn) override {
        trace_ = factory_.make({.txn = txn,
                                .sender = request_.from,
                                .rules = executor.rules(),
                                .coinbase = executor.env().coinbase,
                                .state = executor.state()});
        return trace_.get();
    }
    void done(const TxnOutcome& outcome) override { result_ = trace_json(*trace_, outcome); }
    Result take() { return std::move(result_); }

private:
    const TraceFactory& factory_;
    const CallRequest& request_;
    std::unique_ptr<Trace> trace_;
    Result result_;
};

/// The overrides stand in the trace's options; as parameters they follow the block.
Params with_overrides(const Params& arguments) {
    Params out = arguments;
    out.resize(4);
    const auto* options = params::optional(arguments, 2);
    out[2] = nullptr;
    if (options == nullptr || !options->is_object()) return out;
    if (const auto* state = options->get_object().if_contains("stateOverrides")) out[2] = *state;
    if (const auto* block = options->get_object().if_contains("blockOverrides")) out[3] = *block;
    return out;
}

Result trace_call(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(request, call_request_param(arguments, 0, backend.config().chain_id));
    DUSK_TRY(factory, TraceFactory::parse(arguments, 2));
    const auto extended = with_overrides(arguments);
    DUSK_TRY(site, CallSite::open(backend, extended,
                                  {.block = 1, .state_overrides = 2, .block_overrides = 3}));
    const auto gas = std::min(request.gas.value_or(site.gas_max()), site.gas_max());
    TracedCall traced(factory, request);
    auto outcome = site.run(request, gas, traced);
    if (!outcome) {
        auto answer = std::move(outcome.error().answer);
        if (outcome.error().error) answer.message = "tracing failed: " + answer.message;
        return std::unexpected(std::move(answer));
    }
    return traced.take();
}

constexpr MethodRow ROWS[] = {
    {"debug_traceTransaction", trace_transaction, 2},
    {"debug_traceBlockByNumber", trace_block_by_number, 2},
    {"debug_traceBlockByHash", trace_block_by_hash, 2},
    {"debug_traceCall", trace_call, 3},
};

}  // namespace

std::span<const MethodRow> debug_trace_rows() { return ROWS; }

}  // namespace dusk::eth
