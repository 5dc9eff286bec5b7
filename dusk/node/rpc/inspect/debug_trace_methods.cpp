// debug_traceTransaction, debug_traceBlock*, debug_traceCall, debug_intermediateRoots: executions
// again, watched.
#include <algorithm>

#include <fmt/format.h>

#include <dusk/core/chain/state_trie.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/rpc/call/call_site.hpp>
#include <dusk/node/rpc/call/replay.hpp>
#include <dusk/node/rpc/chain/block_id.hpp>
#include <dusk/node/rpc/inspect/rows.hpp>
#include <dusk/node/rpc/json/block_json.hpp>
#include <dusk/node/rpc/trace/limits.hpp>
#include <dusk/node/rpc/trace/traces.hpp>

namespace dusk::eth {
namespace {

Result trace_json(Trace& trace, const TxnOutcome& outcome) {
    if (trace.is_truncated())
        return std::unexpected(rpc::server_error("the trace is too long to keep"));
    return trace.result(outcome);
}

/// When the trace of one transaction is over, or the whole request.
std::chrono::steady_clock::time_point end_of(const TraceFactory& factory,
                                             const CallContext& context) {
    return std::min(std::chrono::steady_clock::now() + factory.timeout(), context.deadline);
}

/// `bytes` is what the request's traces hold together.
Result trace_next(Replay& replay, const TraceFactory& factory, const CallContext& context,
                  std::size_t& bytes) {
    auto& executor = replay.executor();
    const auto index = replay.next();
    const auto& ref = replay.block().ref;
    const auto trace =
        factory.make({.txn = replay.txn(index),
                      .sender = replay.sender(index),
                      .rules = executor.rules(),
                      .coinbase = executor.env().coinbase,
                      .state = executor.state(),
                      .location = TxnLocation{ref.hash, ref.number,
                                              transaction_hash(replay.txn(index)), index}});
    auto outcome = replay.step(trace.get(), end_of(factory, context));
    bytes += trace->bytes();
    if (trace->is_truncated() || bytes > TRACE_BYTES_MAX)
        return std::unexpected(rpc::server_error("the trace is too long to keep"));
    if (!outcome) return std::unexpected(std::move(outcome.error()));
    return trace_json(*trace, *outcome);
}

Result trace_transaction(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    DUSK_TRY(factory, TraceFactory::parse(arguments, 1));
    DUSK_TRY(found, find_txn(backend, hash));
    if (!found) return std::unexpected(rpc::server_error("transaction not found"));
    DUSK_TRY(replay, Replay::open(backend, found->block));
    if (found->index >= replay->size())
        return std::unexpected(rpc::server_error("transaction not found"));
    DUSK_TRY_VOID(replay->skip_to(found->index, context.deadline));
    std::size_t bytes = 0;
    return trace_next(*replay, factory, context, bytes);
}

Result trace_all(Replay& replay, const TraceFactory& factory, CallContext& context) {
    Array out;
    std::size_t bytes = 0;
    while (replay.next() < replay.size()) {
        if (context.expired()) return std::unexpected(trace_timeout_error());
        const auto hash = transaction_hash(replay.txn(replay.next()));
        DUSK_TRY(trace, trace_next(replay, factory, context, bytes));
        out.push_back(Object{{"txHash", hex(hash)}, {"result", std::move(trace)}});
    }
    return Value(std::move(out));
}

Result trace_block_of(EthBackend& backend, const BlockId& id, const Params& arguments,
                      CallContext& context) {
    DUSK_TRY(factory, TraceFactory::parse(arguments, 1));
    DUSK_TRY(ref, require_block(backend, id));
    DUSK_TRY(replay, Replay::open(backend, ref));
    return trace_all(*replay, factory, context);
}

Result trace_block_by_number(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY_VOID(params::any(arguments, 0));
    DUSK_TRY(id, block_number_param(arguments, 0));
    return trace_block_of(backend, id, arguments, context);
}

Result trace_block_by_hash(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    return trace_block_of(backend, {.block = hash}, arguments, context);
}

/// A block that need not be stored.
Result trace_given(EthBackend& backend, const Hash32& hash, Block block,
                   const TraceFactory& factory, CallContext& context) {
    if (block.header.number == 0)
        return std::unexpected(rpc::server_error("genesis is not traceable"));
    auto stored = stored_block(hash, std::move(block), backend.crypto());
    for (std::size_t i = 0; i < stored.body.senders.size(); ++i)
        if (stored.body.senders[i].is_zero() && !stored.body.transactions[i].is_deposit())
            return std::unexpected(rpc::server_error("invalid transaction signature"));
    DUSK_TRY(replay, Replay::open(backend, std::move(stored)));
    return trace_all(*replay, factory, context);
}

/// A block in RLP.
Result trace_block(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(encoded, params::bytes(arguments, 0));
    DUSK_TRY(factory, TraceFactory::parse(arguments, 1));
    auto block = decode_block(encoded);
    if (!block) return std::unexpected(rpc::server_error("could not decode block"));
    const auto hash = header_hash(block->header);
    return trace_given(backend, hash, *std::move(block), factory, context);
}

Result trace_bad_block(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    DUSK_TRY(factory, TraceFactory::parse(arguments, 1));
    const auto bad = backend.bad_blocks().find(hash);
    if (!bad)
        return std::unexpected(
            rpc::server_error(fmt::format("bad block {} not found", to_hex(hash))));
    return trace_given(backend, hash, bad->block, factory, context);
}

/// The state root after each transaction.
Result intermediate_roots(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    DUSK_TRY(ref, require_block(backend, {.block = hash}));
    DUSK_TRY(replay, Replay::open(backend, ref));
    const auto& parent_hash = replay->block().header.parent_hash;
    DUSK_TRY(parent, backend.header(parent_hash));
    DUSK_TRY(nodes, backend.nodes_after(parent_hash));
    Array out;
    while (replay->next() < replay->size()) {
        DUSK_TRY_VOID(replay->step(nullptr, context.deadline));
        const auto update =
            apply_state_diff(parent.state_root, replay->executor().state().build_diff(), *nodes);
        if (!update) return std::unexpected(rpc::internal_error("a node of the trie is missing"));
        out.push_back(hex(update->state_root));
    }
    return Value(std::move(out));
}

/// Makes a trace of a simulated call.
class TracedCall final : public RunObserver {
public:
    TracedCall(const TraceFactory& factory, const CallRequest& request)
        : factory_(factory), request_(request) {}

    evm::Tracer* start(BlockExecutor& executor, const Transaction& txn) override {
        txn_ = txn;  // the tracer may look at it once the run is over
        trace_ = factory_.make({.txn = txn_,
                                .sender = request_.from,
                                .rules = executor.rules(),
                                .coinbase = executor.env().coinbase,
                                .state = executor.state()});
        return trace_.get();
    }
    void done(const TxnOutcome& outcome) override { result_ = trace_json(*trace_, outcome); }
    bool is_truncated() const { return trace_ != nullptr && trace_->is_truncated(); }
    Result take() { return std::move(result_); }

private:
    const TraceFactory& factory_;
    const CallRequest& request_;
    Transaction txn_;
    std::unique_ptr<Trace> trace_;
    Result result_;
};

const Value* option(const Params& arguments, std::string_view name) {
    const auto* options = params::optional(arguments, 2);
    if (options == nullptr || !options->is_object()) return nullptr;
    const auto* found = options->get_object().if_contains(name);
    return found == nullptr || found->is_null() ? nullptr : found;
}

/// The overrides stand in the trace's options; as parameters they follow the block.
Params with_overrides(const Params& arguments) {
    Params out = arguments;
    out.resize(4);
    out[2] = nullptr;
    if (const auto* state = option(arguments, "stateOverrides")) out[2] = *state;
    if (const auto* block = option(arguments, "blockOverrides")) out[3] = *block;
    return out;
}

Answer<CallSite> site_of(EthBackend& backend, const Params& arguments, CallContext& context) {
    const auto extended = with_overrides(arguments);
    const CallParams places{.block = 1, .state_overrides = 2, .block_overrides = 3};
    const auto* index = option(arguments, "txIndex");
    if (index == nullptr) return CallSite::open(backend, extended, places);
    const auto wanted = params::to_quantity64(*index);
    if (!wanted) return std::unexpected(params::invalid(2, wanted.error()));
    return CallSite::open_within(backend, extended, places, *wanted, context.deadline);
}

Result trace_call(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(request, call_request_param(arguments, 0, backend.config().chain_id));
    DUSK_TRY(factory, TraceFactory::parse(arguments, 2));
    DUSK_TRY(site, site_of(backend, arguments, context));
    site.set_deadline(end_of(factory, context));
    const auto gas = std::min(request.gas.value_or(site.gas_max()), site.gas_max());
    TracedCall traced(factory, request);
    auto outcome = site.run(request, gas, traced);
    if (traced.is_truncated())
        return std::unexpected(rpc::server_error("the trace is too long to keep"));
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
    {"debug_traceBlock", trace_block, 2},
    {"debug_traceBadBlock", trace_bad_block, 2},
    {"debug_traceCall", trace_call, 3},
    {"debug_intermediateRoots", intermediate_roots, 2},
};

}  // namespace

std::span<const MethodRow> debug_trace_rows() { return ROWS; }

}  // namespace dusk::eth
