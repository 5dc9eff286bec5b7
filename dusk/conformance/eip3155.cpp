#include <algorithm>

#include <fmt/format.h>

#include <dusk/conformance/eip3155.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/state/step_price.hpp>

namespace dusk::conformance {
namespace {

using evm::Opcode;
using evm::Status;

bool is_opcode(std::uint8_t value, Opcode opcode) {
    return value == static_cast<std::uint8_t>(opcode);
}

std::string opcode_name(std::uint8_t opcode) {
    const auto name = evm::traits_of(opcode).name;
    if (!name.empty()) return std::string{name};
    return fmt::format("opcode {:#x} not defined", opcode);
}

std::string words_of(std::span<const u256> stack) {
    std::string out;
    for (const auto& word : stack) {
        if (!out.empty()) out += ',';
        out += '"';
        out += to_hex_quantity(word);
        out += '"';
    }
    return out;
}

std::string hex_of(std::int64_t value) {
    return fmt::format("{:#x}", static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0)));
}

}  // namespace

Eip3155Tracer::Eip3155Tracer(evm::Revision revision, TraceOptions options, Sink sink, State* state)
    : revision_(revision), options_(options), sink_(std::move(sink)), state_(state) {}

void Eip3155Tracer::on_enter(const evm::Message& message) {
    if (!frames_.empty()) frames_.back().newest.child_gas = message.gas;
    frames_.emplace_back();
}

void Eip3155Tracer::on_step(const evm::Step& step) {
    // Creations without init code run nothing, in geth's eyes not even a STOP.
    if (is_create(step.message.kind) && step.message.input.empty()) return;
    auto& frame = frames_.back();
    settle(frame, step.gas);
    frame = {.newest = {.opcode = step.opcode, .gas = step.gas, .price = price_of(step)},
             .line = first_held_ + held_.size(),
             .gas_refund = step.gas_refund};
    if (is_opcode(step.opcode, Opcode::RETURN) && step.stack.size() >= 2)
        frame.output_size = step.stack[step.stack.size() - 2].saturated64();
    held_.push_back({.text = describe(step)});
    held_size_ += held_.back().text.size();
    if (held_size_ > TRACE_HELD_MAX)
        for (auto& open : frames_)
            if (&open != &frame) complete(open, "}\n");
    flush();
}

void Eip3155Tracer::on_exit(const evm::Message& message, const evm::CallResult& result) {
    auto& frame = frames_.back();
    const bool keeps_gas = result.is_success() || result.status == Status::revert;
    if (keeps_gas) {
        // A creation pays for its code after its last instruction.
        const bool pays_for_code = is_create(message.kind) && result.is_success();
        const auto code_cost =
            pays_for_code ? evm::CODE_DEPOSIT_BYTE * static_cast<std::int64_t>(frame.output_size)
                          : 0;
        settle(frame, result.gas_left + code_cost);
    } else if (frame.line) {
        complete(frame, fmt::format(R"(,"gasCost":"{}","error":"{}"}})"
                                    "\n",
                                    hex_of(frame.newest.price), to_string(result.status)));
    }
    frames_.pop_back();
    if (!frames_.empty()) frames_.back().newest.returned_gas = result.gas_left;
    flush();
}

void Eip3155Tracer::summarize(const TxnOutcome& outcome) {
    auto line = fmt::format(R"({{"output":"{}","gasUsed":"{:#x}")", to_hex_plain(outcome.output),
                            outcome.gas_used);
    if (outcome.status != Status::success)
        line += fmt::format(R"(,"error":"{}")", to_string(outcome.status));
    sink_(line + "}\n");
}

std::int64_t Eip3155Tracer::price_of(const evm::Step& step) const {
    if (state_ != nullptr) return step_price(step, revision_, *state_);
    const auto base = evm::gas_schedule(revision_).base[step.opcode];
    return base == evm::UNDEFINED_COST ? 0 : base;
}

/// The frame's newest instruction has left `gas_after`.
void Eip3155Tracer::settle(OpenFrame& frame, std::int64_t gas_after) {
    if (!frame.line) return;
    complete(frame, fmt::format(R"(,"gasCost":"{}"}})"
                                "\n",
                                hex_of(frame.newest.cost(gas_after))));
}

void Eip3155Tracer::complete(OpenFrame& frame, std::string_view tail) {
    if (!frame.line) return;
    auto& line = held_[*frame.line - first_held_];
    line.text += tail;
    line.is_complete = true;
    frame.line.reset();
}

void Eip3155Tracer::flush() {
    while (!held_.empty() && held_.front().is_complete) {
        sink_(held_.front().text);
        held_size_ -= std::min(held_size_, held_.front().text.size());
        held_.pop_front();
        ++first_held_;
    }
}

std::string Eip3155Tracer::describe(const evm::Step& step) const {
    auto out = fmt::format(
        R"({{"pc":{},"op":{},"gas":"{}","memSize":{},"depth":{},"refund":{},"opName":"{}")",
        step.pc, step.opcode, hex_of(step.gas), step.memory.size(), step.message.depth + 1,
        refund_of_parents() + step.gas_refund, opcode_name(step.opcode));
    if (options_.with_stack) out += fmt::format(R"(,"stack":[{}])", words_of(step.stack));
    if (options_.with_memory) out += fmt::format(R"(,"memory":"{}")", to_hex(step.memory));
    if (options_.with_return_data)
        out += fmt::format(R"(,"returnData":"{}")", to_hex(step.return_data));
    return out;
}

std::int64_t Eip3155Tracer::refund_of_parents() const {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i + 1 < frames_.size(); ++i) sum += frames_[i].gas_refund;
    return sum;
}

}  // namespace dusk::conformance
