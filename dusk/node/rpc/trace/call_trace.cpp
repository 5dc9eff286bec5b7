// callTracer: the tree of calls (geth: eth/tracers/native/call.go).
#include <dusk/core/chain/txn_rules.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/evm/opcodes.hpp>
#include <dusk/core/state/execute.hpp>
#include <dusk/node/rpc/json/call_errors.hpp>
#include <dusk/node/rpc/trace/limits.hpp>
#include <dusk/node/rpc/trace/traces.hpp>

namespace dusk::eth {
namespace {

constexpr std::uint8_t SELFDESTRUCT = 0xff;
constexpr std::uint8_t LOG0 = 0xa0;
constexpr std::uint8_t LOG4 = 0xa4;

struct Call {
    Object json;
    Array calls;
    Array logs;
    std::int64_t gas = 0;
    FaultPlace last_step;
    bool failed = false;
};

class CallTrace final : public Trace {
public:
    CallTrace(const Object& options, const TraceSubject& subject)
        : txn_(subject.txn),
          sender_(subject.sender),
          state_(subject.state),
          top_only_(flag(options, "onlyTopCall")),
          with_logs_(flag(options, "withLog")) {}

    void on_enter(const evm::Message& message) override {
        if (is_skipped(message)) return;
        if (++count_ > TRACE_CALLS_MAX) truncate();
        Call call;
        call.gas = message.gas;
        // As in geth, the contract that runs another's code makes that call, whoever called it.
        const bool is_delegated = message.kind == evm::CallKind::delegatecall;
        call.json["from"] = hex(is_delegated ? message.recipient : message.sender);
        call.json["gas"] = quantity(static_cast<std::uint64_t>(message.gas));
        call.json["gasUsed"] = "0x0";
        call.json["to"] =
            hex(evm::is_create(message.kind) ? message.recipient : message.code_address);
        call.json["input"] = hex(message.input);
        bytes_ += message.input.size();
        if (bytes_ > TRACE_BYTES_MAX) truncate();
        if (truncated_) call.json["input"] = "0x";
        if (message.kind != evm::CallKind::staticcall) call.json["value"] = quantity(message.value);
        call.json["type"] = call_name(message.kind);
        open_.push_back(std::move(call));
    }

    void on_step(const evm::Step& step) override {
        if (is_skipped(step.message) || open_.empty()) return;
        open_.back().last_step = {step.opcode, step.stack.size()};
        if (step.opcode == SELFDESTRUCT && !step.stack.empty() && !top_only_)
            open_.back().calls.push_back(
                Object{{"from", hex(step.message.recipient)},
                       {"gas", "0x0"},
                       {"gasUsed", "0x0"},
                       {"to", hex(to_address(step.stack.back()))},
                       {"input", "0x"},
                       {"value", quantity(state_.balance(step.message.recipient))},
                       {"type", "SELFDESTRUCT"}});
        if (with_logs_ && step.opcode >= LOG0 && step.opcode <= LOG4) note_log(step);
    }

    void on_exit(const evm::Message& message, const evm::CallResult& result) override {
        if (is_skipped(message) || open_.empty()) return;
        auto call = std::move(open_.back());
        open_.pop_back();
        call.json["gasUsed"] = quantity(static_cast<std::uint64_t>(call.gas - result.gas_left));
        call.failed = !result.is_success();
        const bool leaves_code = evm::is_create(message.kind) && result.is_success();
        const auto output = leaves_code ? *state_.code(message.recipient) : result.output;
        if (!output.empty() && !truncated_) call.json["output"] = hex(output);
        bytes_ += output.size();
        if (call.failed) note_failure(call, message, result);
        if (!call.calls.empty()) call.json["calls"] = std::move(call.calls);
        if (!call.logs.empty() && !call.failed) call.json["logs"] = std::move(call.logs);
        if (open_.empty())
            root_ = std::move(call.json);
        else if (!truncated_)
            open_.back().calls.push_back(std::move(call.json));
    }

    Value result(const TxnOutcome& outcome) override {
        if (root_.empty()) describe_unreached(outcome);
        // The outermost call stands for the transaction, fees and refunds included.
        root_["gas"] = quantity(txn_.gas_limit);
        root_["gasUsed"] = quantity(outcome.gas_used);
        return std::move(root_);
    }

    bool is_truncated() const override { return truncated_; }
    std::size_t bytes() const override { return bytes_ + count_ * TRACE_ENTRY_SIZE; }

private:
    void truncate() {
        truncated_ = true;
        stop();
    }

    /// A deposit that failed before any code ran.
    void describe_unreached(const TxnOutcome& outcome) {
        root_["from"] = hex(sender_);
        if (txn_.to) root_["to"] = hex(*txn_.to);
        root_["input"] = hex(txn_.data);
        root_["value"] = quantity(txn_.value);
        root_["type"] = txn_.to ? "CALL" : "CREATE";
        root_["error"] = fault_text(outcome.status, {});
    }

    bool is_skipped(const evm::Message& message) const { return top_only_ && message.depth > 0; }

    void note_log(const evm::Step& step) {
        const std::size_t topics = step.opcode - LOG0;
        const auto depth = step.stack.size();
        if (depth < topics + 2) return;
        const auto offset = step.stack[depth - 1];
        const auto size = step.stack[depth - 2];
        Array names;
        for (std::size_t i = 0; i < topics; ++i)
            names.push_back(hex(to_hash32(step.stack[depth - 3 - i])));
        if (!size.fits_u64() || size.low64() > step.memory.size() + (1u << 20)) return;
        Bytes bytes(size.low64());
        for (std::size_t i = 0; i < bytes.size(); ++i)
            if (offset.fits_u64() && offset.low64() + i < step.memory.size())
                bytes[i] = step.memory[offset.low64() + i];
        bytes_ += bytes.size();
        if (bytes_ > TRACE_BYTES_MAX) truncate();
        if (truncated_) return;
        auto& call = open_.back();
        call.logs.push_back(Object{{"index", quantity(log_count_++)},
                                   {"address", hex(step.message.recipient)},
                                   {"topics", std::move(names)},
                                   {"data", hex(bytes)},
                                   {"position", quantity(call.calls.size())}});
    }

    static void note_failure(Call& call, const evm::Message& message,
                             const evm::CallResult& result) {
        call.json["error"] = fault_text(result.status, call.last_step);
        if (evm::is_create(message.kind)) call.json.erase("to");
        if (result.status != evm::Status::revert) return;
        const auto text = revert_error(result.output).message;
        constexpr std::string_view PREFIX = "execution reverted: ";
        if (text.starts_with(PREFIX)) call.json["revertReason"] = text.substr(PREFIX.size());
    }

    const Transaction& txn_;
    const Address sender_;
    State& state_;
    const bool top_only_;
    const bool with_logs_;
    std::vector<Call> open_;
    Object root_;
    std::size_t count_ = 0;
    std::uint64_t log_count_ = 0;
    std::size_t bytes_ = 0;
    bool truncated_ = false;
};

}  // namespace

std::unique_ptr<Trace> make_call_trace(const Object& options, const TraceSubject& subject) {
    return std::make_unique<CallTrace>(options, subject);
}

}  // namespace dusk::eth
