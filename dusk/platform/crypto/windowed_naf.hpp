// Digits of a scalar for multiplying a point whose negative comes for free. Not for secrets.
#pragma once

#include <array>
#include <cstdint>

#include <dusk/core/base/u256.hpp>

namespace dusk {

/// Signed digits of a scalar, least significant first: zero or odd and below 16 in size, with at
/// least four zeros after each digit that is not zero (width-5 non-adjacent form).
class WindowedNaf {
public:
    explicit WindowedNaf(u256 scalar) noexcept;
    unsigned size() const noexcept { return size_; }
    std::int8_t operator[](unsigned i) const noexcept { return digit_[i]; }

private:
    std::array<std::int8_t, 257> digit_{};
    unsigned size_ = 0;
};

}  // namespace dusk
