// Fixed byte strings written as hex, checked when compiled.
#pragma once

#include <string_view>

#include <dusk/core/base/bytes.hpp>

namespace dusk::rollup {

namespace detail {
// Not constexpr: a call to it stops compilation.
inline void bad_hex_literal() {}

consteval std::uint8_t hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
    bad_hex_literal();
    return 0;
}
}  // namespace detail

/// N bytes from 2N lower-case hex digits.
template <std::size_t N>
consteval FixedBytes<N> hex_literal(std::string_view text) {
    if (text.size() != 2 * N) detail::bad_hex_literal();
    FixedBytes<N> out;
    for (std::size_t i = 0; i < N; ++i)
        out[i] = static_cast<std::uint8_t>(detail::hex_digit(text[2 * i]) << 4 |
                                           detail::hex_digit(text[2 * i + 1]));
    return out;
}

/// The predeploy 0x4200…00xx.
consteval Address predeploy(std::uint8_t last_byte) {
    Address out;
    out[0] = 0x42;
    out[19] = last_byte;
    return out;
}

}  // namespace dusk::rollup
