// Tracers that debug_trace* offers: each watches one transaction and gives its JSON (geth:
// eth/tracers; execution-apis, debug). Limits: TRACE_CALLS_MAX, TRACE_BYTES_MAX.
#pragma once

#include <chrono>
#include <memory>

#include <dusk/core/chain/block_executor.hpp>
#include <dusk/core/evm/tracer.hpp>
#include <dusk/node/rpc/json/answer.hpp>
#include <dusk/node/rpc/trace/flat_call.hpp>

namespace dusk::eth {

/// A transaction's trace in the making.
class Trace : public evm::Tracer {
public:
    /// After the transaction.
    virtual Value result(const TxnOutcome& outcome) = 0;
    /// Whether it was too long to keep.
    virtual bool is_truncated() const { return false; }
    /// About how much it holds: the traces of one request share TRACE_BYTES_MAX.
    virtual std::size_t bytes() const { return 0; }
};

/// What a tracer may ask about the transaction and the state before it.
struct TraceSubject {
    const Transaction& txn;
    Address sender;
    const BlockRules& rules;
    Address coinbase;
    /// The state of the block under way, before the transaction: read without traces of it.
    State& state;
    /// Absent: the transaction is of no block.
    std::optional<TxnLocation> location{};
};

/// By the second parameter of the call: {tracer, tracerConfig, timeout} or the struct logger's
/// options.
class TraceFactory {
public:
    static Answer<TraceFactory> parse(const rpc::Params& arguments, std::size_t index);
    /// A tracer by its name. Error: "no such tracer".
    static Answer<TraceFactory> named(std::string_view name, Object options);

    std::unique_ptr<Trace> make(const TraceSubject& subject) const;
    /// How long the trace of one transaction may take.
    std::chrono::milliseconds timeout() const noexcept { return timeout_; }

private:
    std::unique_ptr<Trace> (*make_)(const Object&, const TraceSubject&) = nullptr;
    Object options_;
    /// geth: defaultTraceTimeout.
    std::chrono::milliseconds timeout_{5'000};
};

// The tracers, each with its options.
std::unique_ptr<Trace> make_struct_log(const Object& options, const TraceSubject& subject);
std::unique_ptr<Trace> make_call_trace(const Object& options, const TraceSubject& subject);
std::unique_ptr<Trace> make_flat_call_trace(const Object& options, const TraceSubject& subject);
std::unique_ptr<Trace> make_four_byte_trace(const Object& options, const TraceSubject& subject);
std::unique_ptr<Trace> make_mux_trace(const Object& options, const TraceSubject& subject);
std::unique_ptr<Trace> make_noop_trace(const Object& options, const TraceSubject& subject);
std::unique_ptr<Trace> make_prestate_trace(const Object& options, const TraceSubject& subject);

/// Go's time.ParseDuration for what clients send: "300ms", "10s", "1m".
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace dusk::eth
