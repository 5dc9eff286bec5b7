// Word: a 256-bit integer as a plain array of bits' limbs, with school arithmetic, bit by bit where
// that is simplest. Slow on purpose: it shares nothing with core/base/u256.hpp.
#pragma once

#include <array>
#include <cstdint>

#include <dusk/core/base/bytes.hpp>

namespace dusk::model {

/// Least significant limb first.
using Word = std::array<std::uint32_t, 8>;

Word word(std::uint64_t value);
Word word_of_bytes(BytesView big_endian);
Hash32 bytes_of(const Word& a);
Address address_of(const Word& a);
Word word_of(const Address& address);

bool is_zero(const Word& a);
bool is_negative(const Word& a);
bool fits_u64(const Word& a);
std::uint64_t low64(const Word& a);
/// 2^64-1 if it is larger.
std::uint64_t clamp64(const Word& a);
bool bit(const Word& a, unsigned i);
/// How many bits up to the highest one set.
unsigned bit_length(const Word& a);

bool less(const Word& a, const Word& b);
bool less_signed(const Word& a, const Word& b);

Word add(const Word& a, const Word& b);
Word negate(const Word& a);
Word sub(const Word& a, const Word& b);
Word mul(const Word& a, const Word& b);
/// Whether a + b or a * b does not fit.
bool add_overflows(const Word& a, const Word& b);
bool mul_overflows(const Word& a, const Word& b);
Word div(const Word& a, const Word& b);
Word mod(const Word& a, const Word& b);
Word sdiv(const Word& a, const Word& b);
Word smod(const Word& a, const Word& b);
Word addmod(const Word& a, const Word& b, const Word& m);
Word mulmod(const Word& a, const Word& b, const Word& m);
Word exp(const Word& base, const Word& exponent);
Word signextend(const Word& index, const Word& a);

Word bit_and(const Word& a, const Word& b);
Word bit_or(const Word& a, const Word& b);
Word bit_xor(const Word& a, const Word& b);
Word bit_not(const Word& a);
Word byte_at(const Word& index, const Word& a);
Word shl(const Word& shift, const Word& a);
Word shr(const Word& shift, const Word& a);
Word sar(const Word& shift, const Word& a);

}  // namespace dusk::model
