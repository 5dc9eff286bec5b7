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

struct Handlers {
    HandlerTable single;
    Handler begin_block;
    Handler bail;
    /// arg: the value.
    Handler push;
    /// arg: the target's Op.
    Handler jump_to;
    Handler jump_nowhere_if;
    Handler pop_twice;
    // Joined with the instruction before: PUSH (arg: the value), DUP, SWAP1.
    HandlerTable after_push;
    std::array<HandlerTable, DUP_COUNT> after_dup;
    HandlerTable after_swap1;
    /// SWAP<N> and POP, by N - 1.
    std::array<Handler, DUP_COUNT> swap_pop;
    /// arg: the target's Op. ISZERO itself is the condition JUMPI asks for, negated.
    BranchTable branch;
    std::array<Handler, 2> branch_on_word;
    /// The same with PUSH before the condition; its value is the next Op's arg.
    BranchTable push_branch;
};

extern const Handlers HANDLERS;

}  // namespace dusk::evm::fast
