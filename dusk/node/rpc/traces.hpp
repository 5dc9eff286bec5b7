// Tracers that debug_trace* offers: each watches one transaction and gives its JSON (geth:
// eth/tracers; execution-apis, debug). Limits: TRACE_CALLS_MAX, TRACE_BYTES_MAX.
#pragma once

#include <memory>

#include <dusk/core/chain/block_executor.hpp>
#include <dusk/core/evm/tracer.hpp>
#include <dusk/node/rpc/backend.hpp>

namespace dusk::eth {

/// A transaction's trace in the making.
class Trace : public evm::Tracer {
public:
    /// After the transaction.
    virtual Value result(const TxnOutcome& outcome) = 0;
    /// Whether it was too long to keep.
    virtual bool is_truncated() const { return false; }
};

/// What a tracer may ask about the transaction and the state before it.
struct TraceSubject {
    const Transaction& txn;
    Address sender;
    const BlockRules& rules;
    Address coinbase;
    /// The state of the block under way, before the transaction: read without traces of it.
    State& state;
};

/// By the second parameter of the call: {tracer, tracerConfig} or the struct logger's options.
class TraceFactory {
public:
    static Answer<TraceFactory> parse(const rpc::Params& arguments, std::size_t index);

    std::unique_ptr<Trace> make(const TraceSubject& subject) const;

private:
    enum class Kind : std::uint8_t { struct_log, call, prestate };
    Kind kind_ = Kind::struct_log;
    Object options_;
};

std::unique_ptr<Trace> make_struct_log(const Object& options, const TraceSubject& subject);
std::unique_ptr<Trace> make_call_trace(const Object& options, const TraceSubject& subject);
std::unique_ptr<Trace> make_prestate_trace(const Object& options, const TraceSubject& subject);

/// A member that is true; absent means `otherwise`.
bool flag(const Object& options, std::string_view name, bool otherwise = false);

}  // namespace dusk::eth
