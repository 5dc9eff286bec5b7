#include <dusk/platform/crypto/windowed_naf.hpp>

namespace dusk {

WindowedNaf::WindowedNaf(u256 scalar) noexcept {
    constexpr int WIDTH = 5;
    bool carried = false;  // bit 256, which a negative digit at the top can set
    for (unsigned i = 0; scalar != u256{} || carried; ++i) {
        int digit = 0;
        if ((scalar.limb[0] & 1) != 0) {
            digit = static_cast<int>(scalar.limb[0] % (1 << WIDTH));
            if (digit >= 1 << (WIDTH - 1)) digit -= 1 << WIDTH;
            if (digit > 0) {
                scalar -= u256{static_cast<std::uint64_t>(digit)};
            } else {
                const auto sum = add_with_carry(scalar, u256{static_cast<std::uint64_t>(-digit)});
                scalar = sum.value;
                carried = carried || sum.carry;
            }
        }
        digit_[i] = static_cast<std::int8_t>(digit);
        size_ = i + 1;
        scalar = scalar >> 1;
        if (carried) scalar.limb[3] |= std::uint64_t{1} << 63;
        carried = false;
    }
}

}  // namespace dusk
