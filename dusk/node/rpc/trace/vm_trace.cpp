#include <algorithm>

#include <dusk/core/evm/delegation.hpp>
#include <dusk/core/evm/opcodes.hpp>
#include <dusk/node/rpc/trace/limits.hpp>
#include <dusk/node/rpc/trace/vm_trace.hpp>

namespace dusk::eth {
namespace {

// Opcodes that write to memory (yellow paper appendix H.2).
constexpr std::uint8_t CALLDATACOPY = 0x37;
constexpr std::uint8_t CODECOPY = 0x39;
constexpr std::uint8_t EXTCODECOPY = 0x3c;
constexpr std::uint8_t RETURNDATACOPY = 0x3e;
constexpr std::uint8_t MLOAD = 0x51;
constexpr std::uint8_t MSTORE = 0x52;
constexpr std::uint8_t MSTORE8 = 0x53;
constexpr std::uint8_t SSTORE = 0x55;
constexpr std::uint8_t MCOPY = 0x5e;

struct Range {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
};

/// What an operation is going to write; nothing where the operands are out of reach.
Range written_range(const evm::Step& step) {
    const auto depth = step.stack.size();
    const auto operand = [&](std::size_t i) {
        return i < depth ? step.stack[depth - 1 - i].saturated64() : 0;
    };
    switch (step.opcode) {
        case CALLDATACOPY:
        case CODECOPY:
        case RETURNDATACOPY:
        case MCOPY:
            return {operand(0), operand(2)};
        case EXTCODECOPY:
            return {operand(1), operand(3)};
        case MLOAD:
        case MSTORE:
            return {operand(0), 32};
        case MSTORE8:
            return {operand(0), 1};
        case 0xf1:  // CALL, CALLCODE
        case 0xf2:
            return {operand(5), operand(6)};
        case 0xf4:  // DELEGATECALL, STATICCALL
        case 0xfa:
            return {operand(4), operand(5)};
        default:
            return {};
    }
}

}  // namespace

void VmTrace::add_bytes(std::size_t count) {
    bytes_ += count;
    if (bytes_ > TRACE_BYTES_MAX) stop();
}

void VmTrace::on_enter(const evm::Message& message) {
    Frame frame;
    if (evm::is_create(message.kind)) {
        frame.code = to_bytes(message.input);
    } else {
        frame.code = *state_.code(message.code_address);
        if (const auto target = evm::delegation_target(frame.code))
            frame.code = *state_.code(*target);
    }
    add_bytes(frame.code.size());
    frames_.push_back(std::move(frame));
}

void VmTrace::on_step(const evm::Step& step) {
    if (frames_.empty()) return;
    auto& frame = frames_.back();
    settle(frame, step);
    add_bytes(TRACE_ENTRY_SIZE);
    if (is_stopped()) return;
    const auto name = evm::traits_of(step.opcode).name;
    frame.op = Object{{"pc", step.pc},
                      {"op", name.empty() ? std::string_view("INVALID") : name},
                      {"cost", 0},
                      {"ex", nullptr},
                      {"sub", nullptr}};
    frame.has_op = true;
    frame.opcode = step.opcode;
    frame.gas = step.gas;
    frame.sub = nullptr;
    note_effects(frame, step);
}

void VmTrace::note_effects(Frame& frame, const evm::Step& step) {
    const auto range = written_range(step);
    frame.memory_offset = range.offset;
    frame.memory_size = range.size;
    frame.store = nullptr;
    const auto depth = step.stack.size();
    if (step.opcode == SSTORE && depth >= 2)
        frame.store = Object{{"key", quantity(step.stack[depth - 1])},
                             {"val", quantity(step.stack[depth - 2])}};
}

/// Before the frame's next operation the effects of the last one can be seen.
void VmTrace::settle(Frame& frame, const evm::Step& next) {
    if (!frame.has_op) return;
    Array push;
    const auto& traits = evm::traits_of(frame.opcode);
    // DUP and SWAP push what they move, as Parity sees it.
    auto pushes = static_cast<std::size_t>(traits.pushes);
    if (frame.opcode >= 0x80 && frame.opcode <= 0x8f) pushes = frame.opcode - 0x80u + 2;
    if (frame.opcode >= 0x90 && frame.opcode <= 0x9f) pushes = frame.opcode - 0x90u + 2;
    pushes = std::min(pushes, next.stack.size());
    for (const auto& word : next.stack.last(pushes)) push.push_back(quantity(word));
    Value memory = nullptr;
    const auto& [offset, size] = std::pair{frame.memory_offset, frame.memory_size};
    if (size > 0 && offset <= next.memory.size() && size <= next.memory.size() - offset) {
        memory = Object{{"data", hex(next.memory.subspan(offset, size))}, {"off", offset}};
        add_bytes(size * 2);
    }
    frame.op["ex"] = Object{{"mem", std::move(memory)},
                            {"push", std::move(push)},
                            {"store", std::move(frame.store)},
                            {"used", next.gas}};
    close(frame, next.gas, true);
}

void VmTrace::close(Frame& frame, std::int64_t gas_left, bool has_effect) {
    if (!frame.has_op) return;
    frame.op["cost"] = std::max<std::int64_t>(frame.gas - gas_left, 0);
    frame.op["sub"] = std::move(frame.sub);
    if (!has_effect) frame.op["ex"] = nullptr;
    frame.ops.push_back(std::move(frame.op));
    frame.op = {};
    frame.has_op = false;
}

void VmTrace::on_exit(const evm::Message&, const evm::CallResult& result) {
    if (frames_.empty()) return;
    auto frame = std::move(frames_.back());
    frames_.pop_back();
    const bool keeps_gas = result.is_success() || result.status == evm::Status::revert;
    if (frame.has_op && keeps_gas)
        frame.op["ex"] = Object{
            {"mem", nullptr}, {"push", Array{}}, {"store", nullptr}, {"used", result.gas_left}};
    close(frame, result.gas_left, keeps_gas);
    Value json = nullptr;
    if (!frame.ops.empty()) json = Object{{"code", hex(frame.code)}, {"ops", std::move(frame.ops)}};
    if (frames_.empty())
        root_ = std::move(json);
    else
        frames_.back().sub = std::move(json);
}

}  // namespace dusk::eth
