// The handlers by the instructions they stand for.
#pragma once

#include <array>

#include <dusk/platform/evm/machine.hpp>

namespace dusk::evm::fast {

/// Indexed by opcode; null where there is none.
using HandlerTable = std::array<Handler, 256>;

/// Of a condition with ISZERO (1) or without (0), PUSH and JUMPI.
using BranchTable = std::array<std::array<Handler, 2>, 256>;

inline constexpr unsigned DUP_COUNT = 16;
inline constexpr unsigned POP_COUNT = 4;

struct Handlers {
    HandlerTable single;
    Handler begin_block;
    Handler bail;
    /// arg: the value.
    Handler push;
    /// arg: a pointer to the value.
    Handler push_wide;
    /// arg: the target's Op.
    Handler jump_to;
    Handler jump_nowhere_if;
    // Joined with the instruction before: PUSH (arg: the value), DUP, SWAP1.
    HandlerTable after_push;
    HandlerTable after_push_wide;
    std::array<HandlerTable, DUP_COUNT> after_dup;
    HandlerTable after_swap1;
    /// PUSH (arg: the value), DUP<N> and MSTORE, by N - 1.
    std::array<Handler, DUP_COUNT> push_dup_mstore;
    /// N times POP, by N - 1.
    std::array<Handler, POP_COUNT> pop;
    /// SWAP<N> and POP, by N - 1.
    std::array<Handler, DUP_COUNT> swap_pop;
    /// arg: the target's Op. ISZERO itself is the condition JUMPI asks for, negated.
    BranchTable branch;
    std::array<Handler, 2> branch_on_word;
    /// The same with PUSH before the condition; its value is the next Op's arg.
    BranchTable push_branch;
};

extern const Handlers HANDLERS;

/// Runs handlers from `ip` on until they come back.
Exit run_handlers(const Op* ip, u256* top, std::int64_t gas, Vm& vm);

}  // namespace dusk::evm::fast
