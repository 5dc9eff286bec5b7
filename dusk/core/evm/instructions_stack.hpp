// Stack and control-flow instructions: 0x50, 0x56-0x5b, PUSH, DUP, SWAP (yellow paper H.2;
// EIP-3855).
#pragma once

#include <dusk/core/base/endian.hpp>
#include <dusk/core/evm/machine.hpp>

namespace dusk::evm::instructions {

inline void pop(u256*) {}
inline void jumpdest(u256*) {}
inline void push0(u256* top) { top[1] = 0; }

/// One limb of a word on the stack, kept in a general register. Arithmetic writes words limb by
/// limb; a wider load right after would wait until those stores have left the processor's store
/// buffer.
inline std::uint64_t read_limb(const u256& word, unsigned i) {
    auto limb = word.limb[i];
    asm("" : "+r"(limb));
    return limb;
}

template <unsigned N>
inline void dup(u256* top) {
    for (unsigned i = 0; i < 4; ++i) top[1].limb[i] = read_limb(top[1 - static_cast<int>(N)], i);
}

template <unsigned N>
inline void swap(u256* top) {
    auto& other = top[-static_cast<int>(N)];
    for (unsigned i = 0; i < 4; ++i) {
        const auto limb = read_limb(top[0], i);
        top[0].limb[i] = read_limb(other, i);
        other.limb[i] = limb;
    }
}

/// The N bytes at `data` as a word. Reads whole limbs: code is padded far enough.
template <unsigned N>
inline u256 load_immediate(const std::uint8_t* data) {
    constexpr unsigned WHOLE_LIMBS = N / 8;
    constexpr unsigned REST = N % 8;
    u256 value;
    if constexpr (REST != 0)
        value.limb[WHOLE_LIMBS] = load_be<std::uint64_t>({data, 8}) >> (64 - 8 * REST);
    for (unsigned i = 0; i < WHOLE_LIMBS; ++i)
        value.limb[WHOLE_LIMBS - 1 - i] = load_be<std::uint64_t>({data + REST + 8 * i, 8});
    return value;
}

template <unsigned N>
inline const std::uint8_t* push(auto&, u256* top, const std::uint8_t* ip) {
    top[1] = load_immediate<N>(ip + 1);
    return ip + 1 + N;
}

inline const std::uint8_t* pc(auto& m, u256* top, const std::uint8_t* ip) {
    top[1] = static_cast<std::uint64_t>(ip - m.frame.code->padded_code.data());
    return ip + 1;
}

inline const std::uint8_t* jump(auto& m, u256* top, const std::uint8_t*) {
    const auto& code = *m.frame.code;
    const auto target = top[0].saturated64();
    return code.is_jump_destination(target) ? code.padded_code.data() + target : nullptr;
}

inline const std::uint8_t* jumpi(auto& m, u256* top, const std::uint8_t* ip) {
    return top[-1].is_zero() ? ip + 1 : jump(m, top, ip);
}

}  // namespace dusk::evm::instructions
