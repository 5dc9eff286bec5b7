// trace_*: OpenEthereum's trace module, as op-reth has it.
#include <algorithm>

#include <fmt/format.h>

#include <dusk/node/rpc/call/call_site.hpp>
#include <dusk/node/rpc/call/replay.hpp>
#include <dusk/node/rpc/chain/block_id.hpp>
#include <dusk/node/rpc/inspect/limits.hpp>
#include <dusk/node/rpc/inspect/parity_filter.hpp>
#include <dusk/node/rpc/inspect/rows.hpp>
#include <dusk/node/rpc/trace/limits.hpp>
#include <dusk/node/rpc/trace/parity_trace.hpp>

namespace dusk::eth {
namespace {

rpc::Error too_long() { return rpc::server_error("the trace is too long to keep"); }

TraceSubject subject_of(Replay& replay) {
    const auto index = replay.next();
    auto& executor = replay.executor();
    return {.txn = replay.txn(index),
            .sender = replay.sender(index),
            .rules = executor.rules(),
            .coinbase = executor.env().coinbase,
            .state = executor.state()};
}

// Stored transactions ------------------------------------------------------------------------

Result trace_block(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY_VOID(params::any(arguments, 0));
    DUSK_TRY(id, block_id_param(arguments, 0));
    DUSK_TRY(ref, find_block(backend, id));
    if (!ref) return Value(nullptr);
    Array out;
    std::size_t bytes = 0;
    DUSK_TRY_VOID(add_block_traces(backend, *ref, {}, context, {out, bytes}));
    return Value(std::move(out));
}

Answer<std::optional<Array>> traces_of(EthBackend& backend, const Hash32& hash,
                                       CallContext& context) {
    DUSK_TRY(found, find_txn(backend, hash));
    if (!found) return std::optional<Array>{};
    Array out;
    std::size_t bytes = 0;
    DUSK_TRY_VOID(
        add_block_traces(backend, found->block, {.only_txn = found->index}, context, {out, bytes}));
    return std::optional<Array>{std::move(out)};
}

Result trace_transaction(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    DUSK_TRY(traces, traces_of(backend, hash, context));
    return traces ? Value(*std::move(traces)) : Value(nullptr);
}

/// One call by its place: a single index, as OpenEthereum and op-reth take it.
Result trace_get(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    DUSK_TRY(indices, params::json_array(arguments, 1));
    if (indices->size() != 1) return Value(nullptr);
    const auto& entry = indices->front();
    std::uint64_t index = 0;
    if (entry.is_int64() && entry.get_int64() >= 0) {
        index = static_cast<std::uint64_t>(entry.get_int64());
    } else {
        const auto parsed = params::to_quantity64(entry);
        if (!parsed) return std::unexpected(params::invalid(1, parsed.error()));
        index = *parsed;
    }
    DUSK_TRY(traces, traces_of(backend, hash, context));
    if (!traces || index >= traces->size()) return Value(nullptr);
    return (*traces)[index];
}

Result filter(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(query, trace_filter_param(backend, arguments, 0));
    return run_trace_filter(backend, query, context);
}

/// `bytes` is what the request's traces hold together.
Answer<Object> replay_next(Replay& replay, const ParityTraceKinds& kinds, CallContext& context,
                           std::size_t& bytes) {
    ParityTrace trace(kinds, subject_of(replay));
    auto outcome = replay.step(&trace, context.deadline);
    bytes += trace.bytes();
    if (trace.is_truncated() || bytes > TRACE_BYTES_MAX) return std::unexpected(too_long());
    if (!outcome) return std::unexpected(std::move(outcome.error()));
    return trace.result(*outcome);
}

Result replay_transaction(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    DUSK_TRY(kinds, ParityTraceKinds::parse(arguments, 1));
    DUSK_TRY(found, find_txn(backend, hash));
    if (!found) return std::unexpected(rpc::server_error("transaction not found"));
    DUSK_TRY(replay, Replay::open(backend, found->block));
    DUSK_TRY_VOID(replay->skip_to(found->index, context.deadline));
    std::size_t bytes = 0;
    DUSK_TRY(result, replay_next(*replay, kinds, context, bytes));
    return Value(std::move(result));
}

Result replay_block(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY_VOID(params::any(arguments, 0));
    DUSK_TRY(id, block_id_param(arguments, 0));
    DUSK_TRY(kinds, ParityTraceKinds::parse(arguments, 1));
    DUSK_TRY(ref, find_block(backend, id));
    if (!ref) return Value(nullptr);
    if (ref->number == 0) return Value(Array{});
    DUSK_TRY(replay, Replay::open(backend, *ref));
    Array out;
    std::size_t bytes = 0;
    while (replay->next() < replay->size()) {
        const auto hash = transaction_hash(replay->txn(replay->next()));
        DUSK_TRY(result, replay_next(*replay, kinds, context, bytes));
        result["transactionHash"] = hex(hash);
        out.push_back(std::move(result));
    }
    return Value(std::move(out));
}

// Calls --------------------------------------------------------------------------------------

class TracedRun final : public RunObserver {
public:
    TracedRun(const ParityTraceKinds& kinds, const Address& sender)
        : kinds_(kinds), sender_(sender) {}

    evm::Tracer* start(BlockExecutor& executor, const Transaction& txn) override {
        txn_ = txn;
        trace_ =
            std::make_unique<ParityTrace>(kinds_, TraceSubject{.txn = txn_,
                                                               .sender = sender_,
                                                               .rules = executor.rules(),
                                                               .coinbase = executor.env().coinbase,
                                                               .state = executor.state()});
        return trace_.get();
    }
    void done(const TxnOutcome& outcome) override { result_ = trace_->result(outcome); }
    bool is_truncated() const { return trace_ != nullptr && trace_->is_truncated(); }
    std::size_t bytes() const { return trace_ == nullptr ? 0 : trace_->bytes(); }
    Object take() { return std::move(result_); }

private:
    const ParityTraceKinds kinds_;
    const Address sender_;
    Transaction txn_;
    std::unique_ptr<ParityTrace> trace_;
    Object result_;
};

Result run_traced(const CallSite& site, const CallRequest& request, std::uint64_t gas,
                  const ParityTraceKinds& kinds, std::size_t& bytes) {
    TracedRun traced(kinds, request.from);
    auto outcome = site.run(request, gas, traced);
    bytes += traced.bytes();
    if (traced.is_truncated() || bytes > TRACE_BYTES_MAX) return std::unexpected(too_long());
    if (!outcome) return std::unexpected(std::move(outcome.error().answer));
    return Value(traced.take());
}

Result trace_call(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(request, call_request_param(arguments, 0, backend.config().chain_id));
    DUSK_TRY(kinds, ParityTraceKinds::parse(arguments, 1));
    DUSK_TRY(site, CallSite::open(backend, arguments,
                                  {.block = 2, .state_overrides = 3, .block_overrides = 4}));
    std::size_t bytes = 0;
    return run_traced(site, request, std::min(request.gas.value_or(site.gas_max()), site.gas_max()),
                      kinds, bytes);
}

/// [[call, kinds], …]: each on the state that the one before it left.
Result trace_call_many(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(calls, params::json_array(arguments, 0));
    if (calls->size() > TRACE_CALL_MANY_MAX)
        return std::unexpected(
            rpc::invalid_params(fmt::format("too many calls (max {})", TRACE_CALL_MANY_MAX)));
    DUSK_TRY(site, CallSite::open(backend, arguments, {.block = 1}));
    site.keep_changes();
    Array out;
    std::size_t bytes = 0;
    for (const auto& entry : *calls) {
        if (!entry.is_array() || entry.get_array().size() != 2)
            return std::unexpected(params::invalid(0, "a call is no pair of call and trace types"));
        DUSK_TRY(request, parse_call_request(entry.get_array()[0], 0, backend.config().chain_id));
        DUSK_TRY(kinds, ParityTraceKinds::parse(entry.get_array()[1], 0));
        const auto gas = std::min(request.gas.value_or(site.gas_max()), site.gas_max());
        DUSK_TRY(result, run_traced(site, request, gas, kinds, bytes));
        out.push_back(std::move(result));
    }
    return Value(std::move(out));
}

/// A signed transaction, which is not sent.
Result raw_transaction(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(encoded, params::bytes(arguments, 0));
    DUSK_TRY(kinds, ParityTraceKinds::parse(arguments, 1));
    const auto txn = decode_transaction(encoded);
    if (!txn || txn->is_deposit())
        return std::unexpected(rpc::server_error("failed to decode signed transaction"));
    const auto sender = recover_sender(*txn, backend.crypto());
    if (!sender) return std::unexpected(rpc::server_error("invalid transaction signature"));
    DUSK_TRY(site, CallSite::open(backend, arguments, {.block = 2}));
    CallRequest request;
    request.from = *sender;
    request.to = txn->to;
    request.max_fee_per_gas = txn->max_fee_per_gas;
    request.max_priority_fee_per_gas = txn->max_priority_fee_per_gas;
    request.value = txn->value;
    request.nonce = txn->nonce;
    request.input = txn->data;
    request.access_list = txn->access_list;
    request.authorization_list = txn->authorization_list;
    std::size_t bytes = 0;
    return run_traced(site, request, std::min(txn->gas_limit, site.gas_max()), kinds, bytes);
}

constexpr MethodRow ROWS[] = {
    {"trace_block", trace_block, 1},
    {"trace_transaction", trace_transaction, 1},
    {"trace_get", trace_get, 2},
    {"trace_filter", filter, 1},
    {"trace_replayTransaction", replay_transaction, 2},
    {"trace_replayBlockTransactions", replay_block, 2},
    {"trace_call", trace_call, 5},
    {"trace_callMany", trace_call_many, 2},
    {"trace_rawTransaction", raw_transaction, 3},
};

}  // namespace

std::span<const MethodRow> trace_rows() { return ROWS; }

}  // namespace dusk::eth
