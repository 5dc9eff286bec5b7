// ParityTrace: what the methods trace_replay* and trace_call* tell of one transaction: its output
// and, as asked for, its calls, its instructions, its changes to the state (OpenEthereum's trace
// module).
#pragma once

#include <dusk/node/rpc/trace/call_tree.hpp>
#include <dusk/node/rpc/trace/touched_state.hpp>
#include <dusk/node/rpc/trace/vm_trace.hpp>

namespace dusk::eth {

struct ParityTraceKinds {
    bool trace = false;
    bool vm_trace = false;
    bool state_diff = false;

    /// Parameter `index`: an array of "trace", "vmTrace", "stateDiff".
    static Answer<ParityTraceKinds> parse(const rpc::Params& arguments, std::size_t index);
    static Answer<ParityTraceKinds> parse(const Value& in, std::size_t index);
};

class ParityTrace final : public evm::Tracer {
public:
    ParityTrace(const ParityTraceKinds& kinds, const TraceSubject& subject);

    bool wants_steps() const override { return kinds_.trace || vm_ || touched_; }
    void on_enter(const evm::Message& message) override;
    void on_step(const evm::Step& step) override;
    void on_exit(const evm::Message& message, const evm::CallResult& result) override;

    bool is_truncated() const noexcept { return is_stopped(); }
    std::size_t bytes() const noexcept {
        return tree_.bytes() + (vm_ ? vm_->bytes() : 0) + (touched_ ? touched_->bytes() : 0);
    }
    /// {output, trace, vmTrace, stateDiff}
    Object result(const TxnOutcome& outcome);

private:
    Value state_diff();

    const ParityTraceKinds kinds_;
    const Transaction& txn_;
    const Address sender_;
    const evm::PrecompileSet precompiles_;
    State& state_;
    CallTree tree_;
    std::unique_ptr<VmTrace> vm_;
    std::unique_ptr<TouchedState> touched_;
};

}  // namespace dusk::eth
