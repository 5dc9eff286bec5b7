// The struct logger: every instruction with what it found (geth: eth/tracers/logger). The price of
// an instruction is read off the gas before the next one, so it is filled in afterwards.
#include <fmt/format.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/evm/opcodes.hpp>
#include <dusk/core/state/open_step.hpp>
#include <dusk/core/state/step_price.hpp>
#include <dusk/node/rpc/json/call_errors.hpp>
#include <dusk/node/rpc/trace/limits.hpp>
#include <dusk/node/rpc/trace/opcodes.hpp>
#include <dusk/node/rpc/trace/traces.hpp>

namespace dusk::eth {
namespace {

std::string opcode_name(std::uint8_t opcode) {
    const auto name = evm::traits_of(opcode).name;
    if (!name.empty()) return std::string(name);
    return fmt::format("opcode {:#x} not defined", opcode);
}

/// A creation whose init code ran to its end, but left what cannot be stored.
bool fails_after_its_code(evm::Status status) {
    return status == evm::Status::code_size_exceeded ||
           status == evm::Status::invalid_code_prefix ||
           status == evm::Status::code_deposit_out_of_gas;
}

/// A frame whose newest instruction has no price yet.
struct OpenFrame {
    OpenStep newest{};
    std::size_t stack_size = 0;
    /// Its entry.
    std::optional<std::size_t> step{};
};

class StructLog final : public Trace {
public:
    StructLog(const Object& options, const TraceSubject& subject)
        : revision_(subject.rules.revision),
          state_(subject.state),
          with_stack_(!flag(options, "disableStack")),
          with_memory_(flag(options, "enableMemory")),
          with_storage_(!flag(options, "disableStorage")),
          with_return_data_(flag(options, "enableReturnData")) {
        if (const auto* limit = options.if_contains("limit"); limit && limit->is_int64())
            if (limit->get_int64() > 0) limit_ = static_cast<std::size_t>(limit->get_int64());
    }

    void on_enter(const evm::Message& message) override {
        if (!frames_.empty()) frames_.back().newest.child_gas = message.gas;
        frames_.emplace_back();
    }

    void on_step(const evm::Step& step) override {
        auto& frame = frames_.back();
        settle(frame, step.gas);
        frame = {.newest = {.opcode = step.opcode,
                            .gas = step.gas,
                            .price = step_price(step, revision_, state_)},
                 .stack_size = step.stack.size()};
        if (limit_ != 0 && steps_.size() >= limit_) return;
        if (bytes_ > TRACE_BYTES_MAX) {
            truncated_ = true;
            stop();
            return;
        }
        frame.step = steps_.size();
        steps_.push_back(describe(step));
    }

    void on_exit(const evm::Message&, const evm::CallResult& result) override {
        const auto frame = frames_.back();
        frames_.pop_back();
        const bool keeps_gas = result.is_success() || result.status == evm::Status::revert;
        // A creation's frame pays for its code after its last instruction, or fails to.
        if (frame.step) steps_[*frame.step].get_object()["gasCost"] = frame.newest.price;
        if (!keeps_gas) fail(frame, result.status);
        if (!frames_.empty()) frames_.back().newest.returned_gas = result.gas_left;
    }

    Value result(const TxnOutcome& outcome) override {
        const bool failed = outcome.status != evm::Status::success;
        const bool shows_output = !failed || outcome.status == evm::Status::revert;
        return Object{{"gas", outcome.gas_used},
                      {"failed", failed},
                      {"returnValue", shows_output ? hex(outcome.output) : Value("0x")},
                      {"structLogs", std::move(steps_)}};
    }

    bool is_truncated() const override { return truncated_; }
    std::size_t bytes() const override { return bytes_; }

private:
    /// Before the frame's next instruction `gas` is left.
    void settle(const OpenFrame& frame, std::int64_t gas) {
        if (!frame.step) return;
        steps_[*frame.step].get_object()["gasCost"] = frame.newest.cost(gas);
    }

    void fail(const OpenFrame& frame, evm::Status status) {
        if (!frame.step || fails_after_its_code(status)) return;
        steps_[*frame.step].get_object()["error"] =
            fault_text(status, {frame.newest.opcode, frame.stack_size});
    }

    Object describe(const evm::Step& step) {
        bytes_ += TRACE_ENTRY_SIZE;
        Object out{{"pc", step.pc},
                   {"op", opcode_name(step.opcode)},
                   {"gas", step.gas},
                   {"gasCost", 0},
                   {"depth", step.message.depth + 1}};
        if (step.gas_refund > 0) out["refund"] = step.gas_refund;
        if (with_stack_) {
            Array stack;
            stack.reserve(step.stack.size());
            for (const auto& word : step.stack) stack.push_back(quantity(word));
            out["stack"] = std::move(stack);
            bytes_ += step.stack.size() * 32;
        }
        if (with_memory_) out["memory"] = memory_words(step.memory);
        if (with_return_data_ && !step.return_data.empty())
            out["returnData"] = hex(step.return_data);
        if (with_storage_ && reads_slot(step.opcode)) add_storage(step, out);
        return out;
    }

    Array memory_words(BytesView memory) {
        Array words;
        for (std::size_t i = 0; i + 32 <= memory.size(); i += 32)
            words.push_back(hex(memory.subspan(i, 32)));
        bytes_ += memory.size();
        return words;
    }

    /// The slots of the account that the trace has come by so far.
    void add_storage(const evm::Step& step, Object& out) {
        const bool is_store = step.opcode == 0x55;
        const auto depth = step.stack.size();
        if (depth < (is_store ? 2u : 1u)) return;
        auto& slots = storage_[step.message.recipient];
        const auto slot = step.stack[depth - 1];
        slots[slot] =
            is_store ? step.stack[depth - 2] : state_.storage(step.message.recipient, slot);
        Object json;
        for (const auto& [key, value] : slots)
            json[hex(to_hash32(key)).get_string()] = hex(to_hash32(value));
        bytes_ += slots.size() * 64;
        out["storage"] = std::move(json);
    }

    const evm::Revision revision_;
    /// As the execution has it: reading a slot loads it, which changes nothing.
    State& state_;
    const bool with_stack_;
    const bool with_memory_;
    const bool with_storage_;
    const bool with_return_data_;
    std::size_t limit_ = 0;
    std::vector<OpenFrame> frames_;
    Array steps_;
    std::map<Address, std::map<u256, u256>> storage_;
    std::size_t bytes_ = 0;
    bool truncated_ = false;
};

}  // namespace

std::unique_ptr<Trace> make_struct_log(const Object& options, const TraceSubject& subject) {
    return std::make_unique<StructLog>(options, subject);
}

}  // namespace dusk::eth
