// Handlers of arithmetic, comparisons, bits, and of the stack, alone and joined with the PUSH or
// DUP before them.
#pragma once

#include <dusk/platform/evm/dispatch.hpp>
#include <dusk/platform/evm/word_functions.hpp>

namespace dusk::evm::fast {

DUSK_INLINE void put(u256& to, const u256& value) {
    for (unsigned i = 0; i < 4; ++i) to.limb[i] = value.limb[i];
}
DUSK_INLINE void put(u256& to, bool value) { assign(to, value); }

// Handlers ---------------------------------------------------------------------------------------

template <class F>
DUSK_HANDLER(binary) {
    put(top[-1], F::of(top[0], top[-1]));
    --top;
    DUSK_NEXT(ip + 1);
}

/// The operand that ip->arg points at.
DUSK_INLINE const u256& constant(const Op* ip) { return *reinterpret_cast<const u256*>(ip->arg); }

/// PUSH, then F.
template <class F>
DUSK_HANDLER(push_binary) {
    put(top[0], F::of(u256{ip->arg}, top[0]));
    DUSK_NEXT(ip + 1);
}

/// The same with a value of more than 8 bytes.
template <class F>
DUSK_HANDLER(push_wide_binary) {
    put(top[0], F::of(constant(ip), top[0]));
    DUSK_NEXT(ip + 1);
}

/// DUP<N>, then F.
template <class F, int N>
DUSK_HANDLER(dup_binary) {
    put(top[0], F::of(top[1 - N], top[0]));
    DUSK_NEXT(ip + 1);
}

/// SWAP1, then F.
template <class F>
DUSK_HANDLER(swap_binary) {
    put(top[-1], F::of(top[-1], top[0]));
    --top;
    DUSK_NEXT(ip + 1);
}

DUSK_HANDLER(is_zero_of) {
    assign(top[0], is_zero(top[0]));
    DUSK_NEXT(ip + 1);
}

DUSK_HANDLER(bit_not) {
    for (unsigned i = 0; i < 4; ++i) top[0].limb[i] = ~read(top[0], i);
    DUSK_NEXT(ip + 1);
}

DUSK_HANDLER(count_leading_zeros) {
    assign(top[0], 256 - top[0].bit_length());
    DUSK_NEXT(ip + 1);
}

DUSK_HANDLER(add_modulo) {
    put(top[-2], remainder_of_sum(top[0], top[-1], top[-2]));
    top -= 2;
    DUSK_NEXT(ip + 1);
}

DUSK_HANDLER(multiply_modulo) {
    put(top[-2], remainder_of_product(top[0], top[-1], top[-2]));
    top -= 2;
    DUSK_NEXT(ip + 1);
}

// Stack ------------------------------------------------------------------------------------------

template <int COUNT>
DUSK_HANDLER(pop) {
    top -= COUNT;
    DUSK_NEXT(ip + 1);
}

DUSK_HANDLER(push) {
    ++top;
    assign(top[0], ip->arg);
    DUSK_NEXT(ip + 1);
}

/// More than 8 bytes.
DUSK_HANDLER(push_wide) {
    ++top;
    copy(top[0], constant(ip));
    DUSK_NEXT(ip + 1);
}

template <int N>
DUSK_HANDLER(dup) {
    copy(top[1], top[1 - N]);
    ++top;
    DUSK_NEXT(ip + 1);
}

template <int N>
DUSK_HANDLER(swap) {
    for (unsigned i = 0; i < 4; ++i) {
        const auto limb = read(top[0], i);
        top[0].limb[i] = read(top[-N], i);
        top[-N].limb[i] = limb;
    }
    DUSK_NEXT(ip + 1);
}

/// SWAP<N>, then POP.
template <int N>
DUSK_HANDLER(swap_pop) {
    copy(top[-N], top[0]);
    --top;
    DUSK_NEXT(ip + 1);
}

}  // namespace dusk::evm::fast
