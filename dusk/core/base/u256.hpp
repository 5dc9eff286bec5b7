// u256: the 256-bit word of the EVM. Arithmetic is modulo 2^256; signed forms read two's
// complement. limb[0] is the least significant. Yellow paper, appendix H.2 gives the EVM's reading
// of each.
#pragma once

#include <bit>
#include <compare>
#include <cstdint>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/check.hpp>
#include <dusk/core/base/endian.hpp>

namespace dusk {

struct u256 {
    std::uint64_t limb[4]{};

    constexpr u256() noexcept = default;
    constexpr u256(std::uint64_t low) noexcept : limb{low, 0, 0, 0} {}
    constexpr u256(std::uint64_t l3, std::uint64_t l2, std::uint64_t l1, std::uint64_t l0) noexcept
        : limb{l0, l1, l2, l3} {}

    static constexpr u256 max() noexcept { return {~0ull, ~0ull, ~0ull, ~0ull}; }

    constexpr bool is_zero() const noexcept { return (limb[0] | limb[1] | limb[2] | limb[3]) == 0; }
    constexpr explicit operator bool() const noexcept { return !is_zero(); }
    constexpr bool fits_u64() const noexcept { return (limb[1] | limb[2] | limb[3]) == 0; }
    constexpr bool is_negative() const noexcept { return (limb[3] >> 63) != 0; }
    /// The low 64 bits.
    constexpr std::uint64_t low64() const noexcept { return limb[0]; }
    /// The value, or 2^64-1 if it is larger.
    constexpr std::uint64_t saturated64() const noexcept { return fits_u64() ? limb[0] : ~0ull; }
    constexpr bool bit(unsigned i) const noexcept { return (limb[i / 64] >> (i % 64)) & 1; }

    /// Number of bits up to the highest one set; 0 for zero.
    constexpr unsigned bit_length() const noexcept {
        for (unsigned i = 4; i-- > 0;)
            if (limb[i] != 0) return i * 64 + 64 - static_cast<unsigned>(std::countl_zero(limb[i]));
        return 0;
    }
    constexpr unsigned byte_length() const noexcept { return (bit_length() + 7) / 8; }

    friend constexpr bool operator==(const u256& a, const u256& b) noexcept {
        return ((a.limb[0] ^ b.limb[0]) | (a.limb[1] ^ b.limb[1]) | (a.limb[2] ^ b.limb[2]) |
                (a.limb[3] ^ b.limb[3])) == 0;
    }
    friend constexpr std::strong_ordering operator<=>(const u256& a, const u256& b) noexcept {
        for (unsigned i = 4; i-- > 0;)
            if (a.limb[i] != b.limb[i]) return a.limb[i] <=> b.limb[i];
        return std::strong_ordering::equal;
    }
};

/// a + b and the carry out of bit 255.
struct CarriedU256 {
    u256 value;
    bool carry;
};

constexpr CarriedU256 add_with_carry(const u256& a, const u256& b) noexcept {
    u256 r;
    unsigned __int128 t = 0;
    for (unsigned i = 0; i < 4; ++i) {
        t += static_cast<unsigned __int128>(a.limb[i]) + b.limb[i];
        r.limb[i] = static_cast<std::uint64_t>(t);
        t >>= 64;
    }
    return {r, t != 0};
}

/// a - b and whether it borrowed (a < b).
constexpr CarriedU256 sub_with_borrow(const u256& a, const u256& b) noexcept {
    u256 r;
    bool borrow = false;
    for (unsigned i = 0; i < 4; ++i) {
        const auto difference = a.limb[i] - b.limb[i];
        r.limb[i] = difference - borrow;
        borrow = (a.limb[i] < b.limb[i]) | (difference < static_cast<std::uint64_t>(borrow));
    }
    return {r, borrow};
}

/// Without branches, unlike what <=> gives.
constexpr bool operator<(const u256& a, const u256& b) noexcept {
    return sub_with_borrow(a, b).carry;
}

constexpr u256 operator+(const u256& a, const u256& b) noexcept {
    return add_with_carry(a, b).value;
}
constexpr u256 operator-(const u256& a, const u256& b) noexcept {
    return sub_with_borrow(a, b).value;
}
constexpr u256 operator-(const u256& a) noexcept { return u256{} - a; }
constexpr u256 operator~(const u256& a) noexcept {
    return {~a.limb[3], ~a.limb[2], ~a.limb[1], ~a.limb[0]};
}
constexpr u256 operator&(const u256& a, const u256& b) noexcept {
    return {a.limb[3] & b.limb[3], a.limb[2] & b.limb[2], a.limb[1] & b.limb[1],
            a.limb[0] & b.limb[0]};
}
constexpr u256 operator|(const u256& a, const u256& b) noexcept {
    return {a.limb[3] | b.limb[3], a.limb[2] | b.limb[2], a.limb[1] | b.limb[1],
            a.limb[0] | b.limb[0]};
}
constexpr u256 operator^(const u256& a, const u256& b) noexcept {
    return {a.limb[3] ^ b.limb[3], a.limb[2] ^ b.limb[2], a.limb[1] ^ b.limb[1],
            a.limb[0] ^ b.limb[0]};
}

/// Shifts by 256 or more give zero. Limbs move by conditions, not through an array in memory: loads
/// across its stores would wait for them.
constexpr u256 operator<<(const u256& a, std::uint64_t shift) noexcept {
    if (shift >= 256) return {};
    const auto bits = shift % 64;
    const auto limb = [&](std::uint64_t high, std::uint64_t low) {
        return (high << bits) | (low >> 1 >> (63 - bits));
    };
    u256 r{limb(a.limb[3], a.limb[2]), limb(a.limb[2], a.limb[1]), limb(a.limb[1], a.limb[0]),
           a.limb[0] << bits};
    if ((shift & 64) != 0) r = {r.limb[2], r.limb[1], r.limb[0], 0};
    if ((shift & 128) != 0) r = {r.limb[1], r.limb[0], 0, 0};
    return r;
}
constexpr u256 operator>>(const u256& a, std::uint64_t shift) noexcept {
    if (shift >= 256) return {};
    const auto bits = shift % 64;
    const auto limb = [&](std::uint64_t high, std::uint64_t low) {
        return (low >> bits) | (high << 1 << (63 - bits));
    };
    u256 r{a.limb[3] >> bits, limb(a.limb[3], a.limb[2]), limb(a.limb[2], a.limb[1]),
           limb(a.limb[1], a.limb[0])};
    if ((shift & 64) != 0) r = {0, r.limb[3], r.limb[2], r.limb[1]};
    if ((shift & 128) != 0) r = {0, 0, r.limb[3], r.limb[2]};
    return r;
}

constexpr u256 operator*(const u256& a, const u256& b) noexcept {
    u256 r;
    for (unsigned i = 0; i < 4; ++i) {
        std::uint64_t carry = 0;
        for (unsigned j = 0; i + j < 4; ++j) {
            const unsigned __int128 t =
                static_cast<unsigned __int128>(a.limb[i]) * b.limb[j] + r.limb[i + j] + carry;
            r.limb[i + j] = static_cast<std::uint64_t>(t);
            carry = static_cast<std::uint64_t>(t >> 64);
        }
    }
    return r;
}

/// The exact 512-bit product.
struct WideU256 {
    u256 low;
    u256 high;
};
constexpr WideU256 mul_full(const u256& a, const u256& b) noexcept {
    std::uint64_t r[8]{};
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < 4; ++i) {
        std::uint64_t carry = 0;
#pragma clang loop unroll(full)
        for (unsigned j = 0; j < 4; ++j) {
            const unsigned __int128 t =
                static_cast<unsigned __int128>(a.limb[i]) * b.limb[j] + r[i + j] + carry;
            r[i + j] = static_cast<std::uint64_t>(t);
            carry = static_cast<std::uint64_t>(t >> 64);
        }
        r[i + 4] = carry;
    }
    return {{r[3], r[2], r[1], r[0]}, {r[7], r[6], r[5], r[4]}};
}

struct DividedU256 {
    u256 quotient;
    u256 remainder;
};

/// a / b and a mod b. Division by zero gives zero for both, as the EVM has it.
DividedU256 divide(const u256& a, const u256& b) noexcept;
/// Two's complement division truncating toward zero; the remainder has the dividend's sign.
DividedU256 divide_signed(const u256& a, const u256& b) noexcept;
/// (a + b) mod m over unbounded integers; 0 for m = 0.
u256 add_mod(const u256& a, const u256& b, const u256& m) noexcept;
/// (a * b) mod m over unbounded integers; 0 for m = 0.
u256 mul_mod(const u256& a, const u256& b, const u256& m) noexcept;
/// The low 256 bits of a^exponent; 0^0 = 1.
u256 power(u256 base, const u256& exponent) noexcept;

inline u256 operator/(const u256& a, const u256& b) noexcept { return divide(a, b).quotient; }
inline u256 operator%(const u256& a, const u256& b) noexcept { return divide(a, b).remainder; }
constexpr u256& operator+=(u256& a, const u256& b) noexcept { return a = a + b; }
constexpr u256& operator-=(u256& a, const u256& b) noexcept { return a = a - b; }
constexpr u256& operator*=(u256& a, const u256& b) noexcept { return a = a * b; }
constexpr u256& operator|=(u256& a, const u256& b) noexcept { return a = a | b; }

constexpr bool less_signed(const u256& a, const u256& b) noexcept {
    return a.is_negative() != b.is_negative() ? a.is_negative() : a < b;
}

/// 32 bytes, most significant first.
constexpr void store_be(std::uint8_t* out, const u256& value) noexcept {
    for (unsigned i = 0; i < 4; ++i) store_be<std::uint64_t>(out + 8 * i, value.limb[3 - i]);
}
/// Reads 32 bytes, most significant first.
constexpr u256 load_be_u256(const std::uint8_t* in) noexcept {
    u256 r;
    for (unsigned i = 0; i < 4; ++i)
        r.limb[3 - i] = load_be<std::uint64_t>(BytesView{in + 8 * i, 8});
    return r;
}
/// Reads up to 32 bytes as a big-endian integer.
constexpr u256 u256_from_be(BytesView in) noexcept {
    DUSK_CHECK(in.size() <= 32);
    return load_be_u256(Hash32::from_right(in).data());
}
constexpr Hash32 to_hash32(const u256& value) noexcept {
    Hash32 out;
    store_be(out.data(), value);
    return out;
}
constexpr u256 to_u256(const Hash32& bytes) noexcept { return load_be_u256(bytes.data()); }
/// The address in the low 160 bits.
constexpr Address to_address(const u256& value) noexcept {
    return Address::from_right(to_hash32(value));
}
constexpr u256 to_u256(const Address& address) noexcept { return u256_from_be(address); }

}  // namespace dusk
