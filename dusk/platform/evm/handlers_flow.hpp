// Handlers of blocks and jumps. Targets that the code gives by PUSH are known when it is
// translated.
#pragma once

#include <dusk/platform/evm/handlers_word.hpp>
#include <dusk/platform/evm/program.hpp>

namespace dusk::evm::fast {

DUSK_HANDLER(begin_block) { DUSK_ENTER_BLOCK(ip); }

DUSK_INLINE const Op* target_of(const Op* ip) { return reinterpret_cast<const Op*>(ip->arg); }

/// Without a branch: the jump to the next handler is predicted anyway.
DUSK_INLINE const Op* chosen(bool is_taken, const Op* target, const Op* next) {
    return __builtin_unpredictable(is_taken) ? target : next;
}

/// The block at the position that a word on the stack names, or null.
DUSK_INLINE const Op* find_target(const Vm& vm, const u256& position) {
    const auto& entries = vm.program.entries;
    if (!fits_limb(position) || position.limb[0] >= entries.size()) return nullptr;
    const auto entry = entries[position.limb[0]];
    if ((entry & Program::IS_JUMP_DESTINATION) == 0) return nullptr;
    return vm.program.ops.data() + (entry & ~Program::IS_JUMP_DESTINATION);
}

DUSK_HANDLER(jump) {
    const auto* target = find_target(vm, top[0]);
    if (target == nullptr) [[unlikely]]
        DUSK_GO(bail);
    --top;
    DUSK_ENTER_BLOCK(target);
}

DUSK_HANDLER(jump_if) {
    if (is_zero(top[-1])) {
        top -= 2;
        DUSK_ENTER_BLOCK(ip + 1);
    }
    const auto* target = find_target(vm, top[0]);
    if (target == nullptr) [[unlikely]]
        DUSK_GO(bail);
    top -= 2;
    DUSK_ENTER_BLOCK(target);
}

/// PUSH, then JUMP.
DUSK_HANDLER(jump_to) { DUSK_ENTER_BLOCK(target_of(ip)); }

/// PUSH, then JUMPI, to no destination.
DUSK_HANDLER(jump_nowhere_if) {
    if (!is_zero(top[0])) [[unlikely]]
        DUSK_GO(bail);
    --top;
    DUSK_ENTER_BLOCK(ip + 1);
}

/// A condition on two words, ISZERO if it is negated, PUSH, JUMPI.
template <class F, bool IS_NEGATED>
DUSK_HANDLER(branch) {
    const bool is_taken = F::of(top[0], top[-1]) != IS_NEGATED;
    top -= 2;
    DUSK_ENTER_BLOCK(chosen(is_taken, target_of(ip), ip + 1));
}

/// The same with a PUSH before it, whose operand is that of the Op after this one.
template <class F, bool IS_NEGATED>
DUSK_HANDLER(push_branch) {
    const bool is_taken = F::of(u256{ip[1].arg}, top[0]) != IS_NEGATED;
    --top;
    DUSK_ENTER_BLOCK(chosen(is_taken, target_of(ip), ip + 2));
}

/// ISZERO if it is negated, PUSH, JUMPI.
template <bool IS_NEGATED>
DUSK_HANDLER(branch_on_word) {
    const bool is_taken = is_zero(top[0]) == IS_NEGATED;
    --top;
    DUSK_ENTER_BLOCK(chosen(is_taken, target_of(ip), ip + 1));
}

}  // namespace dusk::evm::fast
