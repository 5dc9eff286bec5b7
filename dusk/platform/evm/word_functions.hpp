// What instructions make of two words, as types, so that handlers of single and of joined
// instructions are made from them. `a` is the top of the stack.
#pragma once

#include <dusk/platform/evm/division.hpp>
#include <dusk/platform/evm/word.hpp>

namespace dusk::evm::fast {

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

}  // namespace dusk::evm::fast
