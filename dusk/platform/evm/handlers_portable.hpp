// Handlers that call the portable interpreter's function of the instruction.
#pragma once

#include <dusk/core/evm/instructions_arithmetic.hpp>
#include <dusk/core/evm/instructions_call.hpp>
#include <dusk/core/evm/instructions_environment.hpp>
#include <dusk/core/evm/instructions_memory.hpp>
#include <dusk/core/evm/instructions_stack.hpp>
#include <dusk/core/evm/instructions_state.hpp>
#include <dusk/platform/evm/dispatch.hpp>
#include <dusk/platform/evm/division.hpp>

namespace dusk::evm::fast {

/// How the instruction `OPCODE` is called, and how it moves the stack's top.
template <std::uint8_t OPCODE>
struct Portable;

#define DUSK_CALL_STACK(function) 0
#define DUSK_CALL_CODE(function) 0
#define DUSK_CALL_FRAME(function) instructions::function(vm.machine, top, gas)
#define DUSK_CALL_HALT(function) instructions::function(vm.machine, top, gas)
#define DUSK_CALL_CALL(function) instructions::function(vm.machine, top, gas)
#define DUSK_PORTABLE(value, NAME, function, kind, pops, pushes, since)                           \
    template <>                                                                                   \
    struct Portable<value> {                                                                      \
        static constexpr std::ptrdiff_t CHANGE = (pushes) - (pops);                               \
        DUSK_INLINE static std::int64_t call([[maybe_unused]] Vm& vm, [[maybe_unused]] u256* top, \
                                             [[maybe_unused]] std::int64_t gas) {                 \
            return DUSK_CALL_##kind(function);                                                    \
        }                                                                                         \
    };
DUSK_OPCODES(DUSK_PORTABLE)
#undef DUSK_PORTABLE
#undef DUSK_CALL_CALL
#undef DUSK_CALL_HALT
#undef DUSK_CALL_FRAME
#undef DUSK_CALL_CODE
#undef DUSK_CALL_STACK

/// Costs nothing beyond its base cost and cannot fail.
template <Opcode OPCODE>
DUSK_HANDLER(plain) {
    using Instruction = Portable<static_cast<std::uint8_t>(OPCODE)>;
    (void)Instruction::call(vm, top, gas);
    top += Instruction::CHANGE;
    DUSK_NEXT(ip + 1);
}

/// May cost more, use memory and fail, but then has changed nothing.
template <Opcode OPCODE>
DUSK_HANDLER(priced) {
    using Instruction = Portable<static_cast<std::uint8_t>(OPCODE)>;
    const auto left = Instruction::call(vm, top, gas + vm.reserve);
    if (left < 0) [[unlikely]]
        DUSK_GO(bail);
    gas = left - vm.reserve;
    vm.refresh_memory();
    top += Instruction::CHANGE;
    DUSK_NEXT(ip + 1);
}

/// The last of its block, for it acts on the state.
template <Opcode OPCODE>
DUSK_HANDLER(stateful) {
    using Instruction = Portable<static_cast<std::uint8_t>(OPCODE)>;
    gas = Instruction::call(vm, top, gas + vm.reserve);
    if (gas < 0) [[unlikely]]
        DUSK_GO(fail);
    gas -= vm.reserve;
    vm.refresh_memory();
    top += Instruction::CHANGE;
    DUSK_ENTER_BLOCK(ip + 1);
}

template <Opcode OPCODE>
DUSK_HANDLER(halting) {
    using Instruction = Portable<static_cast<std::uint8_t>(OPCODE)>;
    gas = Instruction::call(vm, top, gas + vm.reserve);
    return leave(ip, top, gas, vm, gas < 0 ? Exit::failed : Exit::ended);
}

template <Opcode OPCODE>
DUSK_HANDLER(calling) {
    using Instruction = Portable<static_cast<std::uint8_t>(OPCODE)>;
    gas = Instruction::call(vm, top, gas + vm.reserve);
    return leave(ip + 1, top + Instruction::CHANGE, gas, vm, gas < 0 ? Exit::failed : Exit::calls);
}

/// EIP-160: each byte of the exponent costs.
DUSK_HANDLER(exponentiate) {
    const auto left = gas - vm.machine.schedule.exp_byte * top[-1].byte_length();
    if (left + vm.reserve < 0) [[unlikely]]
        DUSK_GO(bail);
    gas = left;
    top[-1] = power_of(top[0], top[-1]);
    --top;
    DUSK_NEXT(ip + 1);
}

/// What is left is exact only at the end of a block: ip->arg is what the rest of it costs.
DUSK_HANDLER(gas_left) {
    ++top;
    assign(top[0], static_cast<std::uint64_t>(gas + vm.reserve) + ip->arg);
    DUSK_NEXT(ip + 1);
}

}  // namespace dusk::evm::fast
