// Division of 256-bit words. N. Möller and T. Granlund, "Improved division by invariant integers"
// (2011); D. Knuth, The Art of Computer Programming 4.3.1. Division by zero gives zero (yellow
// paper H.2). Twin: core/base/u256.cpp.
#pragma once

#include <dusk/platform/evm/machine.hpp>
#include <dusk/platform/evm/word.hpp>

namespace dusk::evm::fast {

u256 quotient_wide(const u256& a, const u256& b) noexcept;
u256 remainder_wide(const u256& a, const u256& b) noexcept;
u256 quotient_signed(const u256& a, const u256& b) noexcept;
u256 remainder_signed(const u256& a, const u256& b) noexcept;
/// (a + b) mod m and (a * b) mod m over unbounded integers.
u256 remainder_of_sum(const u256& a, const u256& b, const u256& m) noexcept;
u256 remainder_of_product(const u256& a, const u256& b, const u256& m) noexcept;
/// The low 256 bits of a^exponent; 0^0 = 1.
u256 power_of(const u256& a, const u256& exponent) noexcept;

DUSK_INLINE u256 quotient(const u256& a, const u256& b) {
    if (fits_limb(a) && fits_limb(b)) return b.limb[0] == 0 ? 0 : a.limb[0] / b.limb[0];
    return quotient_wide(a, b);
}

DUSK_INLINE u256 remainder(const u256& a, const u256& b) {
    if (fits_limb(a) && fits_limb(b)) return b.limb[0] == 0 ? 0 : a.limb[0] % b.limb[0];
    return remainder_wide(a, b);
}

}  // namespace dusk::evm::fast
