// Handlers of arithmetic, comparisons, bits, and of the stack, alone and joined with the PUSH or
// DUP before them.
#pragma once

#include <dusk/platform/evm/dispatch.hpp>
#include <dusk/platform/evm/division.hpp>

namespace dusk::evm::fast {

// Functions of two words; `a` is the top of the stack --------------------------------------------

struct Add {
    DUSK_INLINE static u256 of(const u256& a, const u256& b) { return add(a, b); }
};
struct Sub {
    DUSK_INLINE static u256 of(const u256& a, const u256& b) { return sub(a, b); }
};
struct Mul {
    DUSK_INLINE static u256 of(const u256& a, const u256& b) { return mul(a, b); }
};
struct Div {
    DUSK_INLINE static u256 of(const u256& a, const u256& b) { return quotient(a, b); }
};
struct Mod {
    DUSK_INLINE static u256 of(const u256& a, const u256& b) { return remainder(a, b); }
};
struct SDiv {
    DUSK_INLINE static u256 of(const u256& a, const u256& b) { return quotient_signed(a, b); }
};
struct SMod {
    DUSK_INLINE static u256 of(const u256& a, const u256& b) { return remainder_signed(a, b); }
};

template <class F>
DUSK_INLINE u256 by_limb(const u256& a, const u256& b, F f) {
    u256 r;
    for (unsigned i = 0; i < 4; ++i) r.limb[i] = f(read(a, i), read(b, i));
    return r;
}
struct And {
    DUSK_INLINE static u256 of(const u256& a, const u256& b) {
        return by_limb(a, b, [](Limb x, Limb y) { return x & y; });
    }
};
struct Or {
    DUSK_INLINE static u256 of(const u256& a, const u256& b) {
        return by_limb(a, b, [](Limb x, Limb y) { return x | y; });
    }
};
struct Xor {
    DUSK_INLINE static u256 of(const u256& a, const u256& b) {
        return by_limb(a, b, [](Limb x, Limb y) { return x ^ y; });
    }
};
struct Shl {
    DUSK_INLINE static u256 of(const u256& a, const u256& b) { return shift_left(b, saturated(a)); }
};
struct Shr {
    DUSK_INLINE static u256 of(const u256& a, const u256& b) {
        return shift_right(b, saturated(a));
    }
};
struct Sar {
    DUSK_INLINE static u256 of(const u256& a, const u256& b) {
        const auto shift = saturated(a);
        if (!b.is_negative()) return shift_right(b, shift);
        // ~(~b >> shift) fills with ones.
        auto r = shift_right(by_limb(b, b, [](Limb x, Limb) { return ~x; }), shift);
        return by_limb(r, r, [](Limb x, Limb) { return ~x; });
    }
};
struct Byte {
    DUSK_INLINE static u256 of(const u256& a, const u256& b) {
        const auto index = saturated(a);
        if (index >= 32) return {};
        return (b.limb[3 - index / 8] >> (56 - 8 * (index % 8))) & 0xff;
    }
};
struct SignExtend {
    DUSK_INLINE static u256 of(const u256& a, const u256& b) {
        const auto size = saturated(a);
        if (size >= 31) return b;
        const auto limb = size / 8;
        const auto unused = 56 - 8 * (size % 8);
        const auto sign = static_cast<std::int64_t>(b.limb[limb] << unused);
        const auto fill = static_cast<Limb>(sign >> 63);
        u256 r;
        for (unsigned i = 0; i < 4; ++i)
            r.limb[i] = i < limb ? b.limb[i] : i == limb ? static_cast<Limb>(sign >> unused) : fill;
        return r;
    }
};

// Conditions -------------------------------------------------------------------------------------

struct Lt {
    DUSK_INLINE static bool of(const u256& a, const u256& b) { return less(a, b); }
};
struct Gt {
    DUSK_INLINE static bool of(const u256& a, const u256& b) { return less(b, a); }
};
struct Slt {
    DUSK_INLINE static bool of(const u256& a, const u256& b) { return below_signed(a, b); }
};
struct Sgt {
    DUSK_INLINE static bool of(const u256& a, const u256& b) { return below_signed(b, a); }
};
struct Eq {
    DUSK_INLINE static bool of(const u256& a, const u256& b) { return equal(a, b); }
};

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
