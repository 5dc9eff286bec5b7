// Arithmetic, comparison and bit instructions 0x01-0x1e (yellow paper H.2; EIP-145, EIP-7939).
#pragma once

#include <dusk/core/evm/machine.hpp>

namespace dusk::evm::instructions {

inline void add(u256* top) { top[-1] = top[0] + top[-1]; }
inline void mul(u256* top) { top[-1] = top[0] * top[-1]; }
inline void sub(u256* top) { top[-1] = top[0] - top[-1]; }
inline void div(u256* top) { top[-1] = top[0] / top[-1]; }
inline void mod(u256* top) { top[-1] = top[0] % top[-1]; }
inline void sdiv(u256* top) { top[-1] = divide_signed(top[0], top[-1]).quotient; }
inline void smod(u256* top) { top[-1] = divide_signed(top[0], top[-1]).remainder; }
inline void addmod(u256* top) { top[-2] = add_mod(top[0], top[-1], top[-2]); }
inline void mulmod(u256* top) { top[-2] = mul_mod(top[0], top[-1], top[-2]); }

/// EIP-160: each byte of the exponent costs.
inline std::int64_t exp(auto& m, u256* top, std::int64_t gas) {
    gas -= m.schedule.exp_byte * top[-1].byte_length();
    if (gas >= 0) top[-1] = power(top[0], top[-1]);
    return gas;
}

inline void signextend(u256* top) {
    const auto& size = top[0];
    auto& value = top[-1];
    if (size >= u256{31}) return;
    const auto sign = static_cast<unsigned>(size.low64()) * 8 + 7;
    const auto high = u256::max() << (sign + 1);
    value = value.bit(sign) ? value | high : value & ~high;
}

inline void lt(u256* top) { top[-1] = top[0] < top[-1]; }
inline void gt(u256* top) { top[-1] = top[-1] < top[0]; }
inline void slt(u256* top) { top[-1] = less_signed(top[0], top[-1]); }
inline void sgt(u256* top) { top[-1] = less_signed(top[-1], top[0]); }
inline void eq(u256* top) { top[-1] = top[0] == top[-1]; }
inline void iszero(u256* top) { top[0] = top[0].is_zero(); }
inline void bit_and(u256* top) { top[-1] = top[0] & top[-1]; }
inline void bit_or(u256* top) { top[-1] = top[0] | top[-1]; }
inline void bit_xor(u256* top) { top[-1] = top[0] ^ top[-1]; }
inline void bit_not(u256* top) { top[0] = ~top[0]; }

/// Byte 0 is the most significant.
inline void byte(u256* top) {
    const auto index = top[0].saturated64();
    top[-1] = index < 32 ? (top[-1] >> (248 - 8 * index)).low64() & 0xff : 0;
}

inline void shl(u256* top) { top[-1] = top[-1] << top[0].saturated64(); }
inline void shr(u256* top) { top[-1] = top[-1] >> top[0].saturated64(); }

inline void sar(u256* top) {
    const auto shift = top[0].saturated64();
    auto& value = top[-1];
    const auto fill = value.is_negative() ? u256::max() : u256{};
    value = shift == 0 ? value : shift >= 256 ? fill : (value >> shift) | (fill << (256 - shift));
}

inline void clz(u256* top) { top[0] = 256 - top[0].bit_length(); }

}  // namespace dusk::evm::instructions
