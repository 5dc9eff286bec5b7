#include <algorithm>
#include <functional>

#include <dusk/conformance/model/word.hpp>

namespace dusk::model {
namespace {

constexpr unsigned LIMBS = 8;
constexpr unsigned BITS = 256;

void set_bit(Word& a, unsigned i) { a[i / 32] |= std::uint32_t{1} << (i % 32); }

/// a / b bit by bit; both zero for b = 0.
struct Quotient {
    Word quotient{};
    Word remainder{};
};
Quotient divide(const Word& a, const Word& b) {
    Quotient out;
    if (is_zero(b)) return out;
    for (unsigned i = bit_length(a); i-- > 0;) {
        const bool top = bit(out.remainder, BITS - 1);
        out.remainder = add(out.remainder, out.remainder);
        if (bit(a, i)) set_bit(out.remainder, 0);
        if (top || !less(out.remainder, b)) {
            out.remainder = sub(out.remainder, b);
            set_bit(out.quotient, i);
        }
    }
    return out;
}

Word magnitude(const Word& a) { return is_negative(a) ? negate(a) : a; }

/// (a + b) mod m for a, b < m.
Word add_reduced(const Word& a, const Word& b, const Word& m) {
    const auto sum = add(a, b);
    return add_overflows(a, b) || !less(sum, m) ? sub(sum, m) : sum;
}

}  // namespace

Word word(std::uint64_t value) {
    return {static_cast<std::uint32_t>(value), static_cast<std::uint32_t>(value >> 32)};
}

Word word_of_bytes(BytesView big_endian) {
    Word out{};
    std::size_t place = 0;
    for (std::size_t i = big_endian.size(); i-- > 0 && place < 32; ++place)
        out[place / 4] |= std::uint32_t{big_endian[i]} << (8 * (place % 4));
    return out;
}

Hash32 bytes_of(const Word& a) {
    Hash32 out;
    for (std::size_t place = 0; place < 32; ++place)
        out[31 - place] = static_cast<std::uint8_t>(a[place / 4] >> (8 * (place % 4)));
    return out;
}

Address address_of(const Word& a) {
    Address out;
    const auto bytes = bytes_of(a);
    for (std::size_t i = 0; i < 20; ++i) out[i] = bytes[12 + i];
    return out;
}

Word word_of(const Address& address) { return word_of_bytes(address.view()); }

bool is_zero(const Word& a) { return a == Word{}; }
bool is_negative(const Word& a) { return bit(a, BITS - 1); }
bool fits_u64(const Word& a) { return std::all_of(a.begin() + 2, a.end(), std::logical_not{}); }
std::uint64_t low64(const Word& a) { return a[0] | std::uint64_t{a[1]} << 32; }
std::uint64_t clamp64(const Word& a) { return fits_u64(a) ? low64(a) : ~std::uint64_t{0}; }
bool bit(const Word& a, unsigned i) { return (a[i / 32] >> (i % 32) & 1) != 0; }

unsigned bit_length(const Word& a) {
    for (unsigned i = BITS; i-- > 0;)
        if (bit(a, i)) return i + 1;
    return 0;
}

bool less(const Word& a, const Word& b) {
    for (unsigned i = LIMBS; i-- > 0;)
        if (a[i] != b[i]) return a[i] < b[i];
    return false;
}

bool less_signed(const Word& a, const Word& b) {
    if (is_negative(a) != is_negative(b)) return is_negative(a);
    return less(a, b);
}

Word add(const Word& a, const Word& b) {
    Word out{};
    std::uint64_t carry = 0;
    for (unsigned i = 0; i < LIMBS; ++i) {
        carry += std::uint64_t{a[i]} + b[i];
        out[i] = static_cast<std::uint32_t>(carry);
        carry >>= 32;
    }
    return out;
}

Word negate(const Word& a) { return add(bit_not(a), word(1)); }
Word sub(const Word& a, const Word& b) { return add(a, negate(b)); }

Word mul(const Word& a, const Word& b) {
    Word out{};
    for (unsigned i = 0; i < LIMBS; ++i) {
        std::uint64_t carry = 0;
        for (unsigned j = 0; i + j < LIMBS; ++j) {
            carry += std::uint64_t{a[i]} * b[j] + out[i + j];
            out[i + j] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
    }
    return out;
}

bool add_overflows(const Word& a, const Word& b) { return less(add(a, b), a); }
bool mul_overflows(const Word& a, const Word& b) { return !is_zero(a) && div(mul(a, b), a) != b; }

Word div(const Word& a, const Word& b) { return divide(a, b).quotient; }
Word mod(const Word& a, const Word& b) { return divide(a, b).remainder; }

Word sdiv(const Word& a, const Word& b) {
    const auto quotient = div(magnitude(a), magnitude(b));
    return is_negative(a) != is_negative(b) ? negate(quotient) : quotient;
}

Word smod(const Word& a, const Word& b) {
    const auto remainder = mod(magnitude(a), magnitude(b));
    return is_negative(a) ? negate(remainder) : remainder;
}

Word addmod(const Word& a, const Word& b, const Word& m) {
    return is_zero(m) ? m : add_reduced(mod(a, m), mod(b, m), m);
}

Word mulmod(const Word& a, const Word& b, const Word& m) {
    if (is_zero(m)) return m;
    Word out{};
    const auto factor = mod(b, m);
    for (unsigned i = bit_length(a); i-- > 0;) {
        out = add_reduced(out, out, m);
        if (bit(a, i)) out = add_reduced(out, factor, m);
    }
    return out;
}

Word exp(const Word& base, const Word& exponent) {
    auto out = word(1);
    for (unsigned i = bit_length(exponent); i-- > 0;) {
        out = mul(out, out);
        if (bit(exponent, i)) out = mul(out, base);
    }
    return out;
}

Word signextend(const Word& index, const Word& a) {
    if (!less(index, word(31))) return a;
    const auto sign = static_cast<unsigned>(low64(index) * 8 + 7);
    auto out = a;
    for (unsigned i = sign + 1; i < BITS; ++i) {
        out[i / 32] &= ~(std::uint32_t{1} << (i % 32));
        if (bit(a, sign)) set_bit(out, i);
    }
    return out;
}

Word bit_and(const Word& a, const Word& b) {
    Word out{};
    for (unsigned i = 0; i < LIMBS; ++i) out[i] = a[i] & b[i];
    return out;
}
Word bit_or(const Word& a, const Word& b) {
    Word out{};
    for (unsigned i = 0; i < LIMBS; ++i) out[i] = a[i] | b[i];
    return out;
}
Word bit_xor(const Word& a, const Word& b) {
    Word out{};
    for (unsigned i = 0; i < LIMBS; ++i) out[i] = a[i] ^ b[i];
    return out;
}
Word bit_not(const Word& a) {
    Word out{};
    for (unsigned i = 0; i < LIMBS; ++i) out[i] = ~a[i];
    return out;
}

Word byte_at(const Word& index, const Word& a) {
    if (!less(index, word(32))) return {};
    return word(bytes_of(a)[static_cast<std::size_t>(low64(index))]);
}

Word shl(const Word& shift, const Word& a) {
    Word out{};
    if (!less(shift, word(BITS))) return out;
    const auto n = static_cast<unsigned>(low64(shift));
    for (unsigned i = n; i < BITS; ++i)
        if (bit(a, i - n)) set_bit(out, i);
    return out;
}

Word shr(const Word& shift, const Word& a) {
    Word out{};
    if (!less(shift, word(BITS))) return out;
    const auto n = static_cast<unsigned>(low64(shift));
    for (unsigned i = n; i < BITS; ++i)
        if (bit(a, i)) set_bit(out, i - n);
    return out;
}

Word sar(const Word& shift, const Word& a) {
    if (!is_negative(a)) return shr(shift, a);
    return bit_not(shr(shift, bit_not(a)));
}

}  // namespace dusk::model
