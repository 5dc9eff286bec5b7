// The portable interpreter: runs a frame until it ends or needs a child. Threaded dispatch over
// padded code; checks of gas and stack come from the opcode table. A template over the state and
// over what a tracer is told meanwhile, instantiated by core/state/execute.cpp.
#pragma once

#include <dusk/core/evm/instructions_arithmetic.hpp>
#include <dusk/core/evm/instructions_call.hpp>
#include <dusk/core/evm/instructions_environment.hpp>
#include <dusk/core/evm/instructions_memory.hpp>
#include <dusk/core/evm/instructions_stack.hpp>
#include <dusk/core/evm/instructions_state.hpp>
#include <dusk/core/evm/tracer.hpp>

namespace dusk::evm {

/// What a frame tells the tracer while it runs.
enum class Hooks : std::uint8_t {
    none,
    looks,  ///< on_look, every INSTRUCTIONS_BETWEEN_LOOKS
    steps,  ///< on_step, every instruction
};

inline constexpr std::uint32_t INSTRUCTIONS_BETWEEN_LOOKS = 4096;

/// Why an instruction could not start, given what was left before its price was taken.
inline Status refusal(const GasSchedule& schedule, std::uint8_t opcode,
                      std::ptrdiff_t stack_size) noexcept {
    const auto& traits = traits_of(opcode);
    if (schedule.base[opcode] == UNDEFINED_COST) return Status::invalid_opcode;
    if (stack_size < traits.pops) return Status::stack_underflow;
    if (stack_size - traits.pops + traits.pushes > static_cast<std::ptrdiff_t>(STACK_SIZE_MAX))
        return Status::stack_overflow;
    return Status::out_of_gas;
}

inline void report_step(Tracer& tracer, const Frame& frame, const u256* top, const std::uint8_t* ip,
                        std::int64_t gas) {
    tracer.on_step({.pc = static_cast<std::uint64_t>(ip - frame.code->padded_code.data()),
                    .opcode = *ip,
                    .gas = gas,
                    .gas_refund = frame.gas_refund,
                    .stack = {frame.stack.get() + 1, top + 1},
                    .memory = frame.memory.view(),
                    .return_data = frame.return_data,
                    .message = frame.message});
}

// Labels as values and designated array elements are compiler extensions.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wgnu-label-as-value"
#pragma clang diagnostic ignored "-Wc99-designator"
#pragma clang diagnostic ignored "-Wgnu-designator"
#pragma clang diagnostic ignored "-Winitializer-overrides"

#define DUSK_LABEL(value, NAME, ...) [value] = &&op_##NAME,

#define DUSK_DISPATCH()                                     \
    do {                                                    \
        if constexpr (HOOKS == Hooks::steps) {              \
            report_step(*tracer, frame, top, ip, gas);      \
            if (tracer->is_stopped()) goto out_of_time;     \
        }                                                   \
        if constexpr (HOOKS == Hooks::looks)                \
            if (--until_look == 0) [[unlikely]] {           \
                until_look = INSTRUCTIONS_BETWEEN_LOOKS;    \
                tracer->on_look();                          \
                if (tracer->is_stopped()) goto out_of_time; \
            }                                               \
        goto* LABELS[*ip];                                  \
    } while (false)

#define DUSK_FINISH_STACK(function) \
    instructions::function(top);    \
    ++ip;
#define DUSK_FINISH_FRAME(function)                  \
    gas = instructions::function(machine, top, gas); \
    if (gas < 0) [[unlikely]]                        \
        goto failed;                                 \
    ++ip;
#define DUSK_FINISH_CODE(function)                                              \
    if (const auto* next = instructions::function(machine, top, ip)) [[likely]] \
        ip = next;                                                              \
    else {                                                                      \
        frame.status = Status::bad_jump_destination;                            \
        goto failed;                                                            \
    }
#define DUSK_FINISH_HALT(function)                   \
    gas = instructions::function(machine, top, gas); \
    if (gas < 0) [[unlikely]]                        \
        goto failed;                                 \
    frame.gas = gas;                                 \
    return FrameEvent::ended;
#define DUSK_FINISH_CALL(function)                   \
    gas = instructions::function(machine, top, gas); \
    if (gas < 0) [[unlikely]]                        \
        goto failed;                                 \
    ++ip;                                            \
    top += CHANGE;                                   \
    frame.ip = ip;                                   \
    frame.top = top;                                 \
    frame.gas = gas;                                 \
    return FrameEvent::calls;

#define DUSK_INSTRUCTION(value, NAME, function, kind, pops, pushes, since) \
    op_##NAME : {                                                          \
        constexpr std::ptrdiff_t CHANGE = (pushes) - (pops);               \
        gas -= base_cost[value];                                           \
        if (gas < 0) [[unlikely]]                                          \
            goto refused;                                                  \
        if ((pops) > 0 && top < bottom + (pops)) [[unlikely]]              \
            goto refused;                                                  \
        if (CHANGE > 0 && top > limit - CHANGE) [[unlikely]]               \
            goto refused;                                                  \
        DUSK_FINISH_##kind(function);                                      \
        top += CHANGE;                                                     \
        DUSK_DISPATCH();                                                   \
    }

template <Hooks HOOKS, class State>
FrameEvent run(Frame& frame, State& state, const Environment& env,
               [[maybe_unused]] Tracer* tracer) {
    static const void* const LABELS[256] = {[0 ... 255] = &&undefined, DUSK_OPCODES(DUSK_LABEL)};
    Machine<State> machine{frame, state, env, gas_schedule(env.revision)};
    const auto* const base_cost = machine.schedule.base.data();
    const u256* const bottom = frame.stack.get();
    const u256* const limit = bottom + STACK_SIZE_MAX;
    const std::uint8_t* ip = frame.ip;
    u256* top = frame.top;
    std::int64_t gas = frame.gas;
    [[maybe_unused]] auto until_look = INSTRUCTIONS_BETWEEN_LOOKS;
    DUSK_DISPATCH();

    DUSK_OPCODES(DUSK_INSTRUCTION)

undefined:
refused:
    frame.status = refusal(machine.schedule, *ip, top - bottom);
    goto failed;
[[maybe_unused]] out_of_time:
    frame.status = Status::out_of_gas;
failed:
    frame.gas = 0;
    frame.output_size = 0;
    return FrameEvent::ended;
}

#undef DUSK_INSTRUCTION
#undef DUSK_FINISH_CALL
#undef DUSK_FINISH_HALT
#undef DUSK_FINISH_CODE
#undef DUSK_FINISH_FRAME
#undef DUSK_FINISH_STACK
#undef DUSK_DISPATCH
#undef DUSK_LABEL
#pragma clang diagnostic pop

}  // namespace dusk::evm
