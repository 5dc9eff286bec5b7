// The context of a literal: six bits made of the two bytes before it (RFC 7932, section 7.1).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace dusk::brotli {

enum class ContextMode : std::uint8_t { lsb6, msb6, utf8, signed_ };

namespace context_tables {

/// Lut0 below 128: a byte's class where it comes last, as a letter ('a' is class 0, steps of 4).
inline constexpr char ASCII_CLASSES[] =
    "aaaaaaaaabbaabaaaaaaaaaaaaaaaaaa"
    "cdeddfdeghddidjdlllllllllliigkhd"
    "dmnnnmnnnmnnnnnmnnnnnmnnnnngdhdd"
    "dopppopppopppppopppppopppppgdhda";

/// Lut0: the last byte; continuation bytes give 0 or 1, first bytes 2 or 3.
constexpr std::uint8_t utf8_last(std::size_t byte) noexcept {
    if (byte < 128) return static_cast<std::uint8_t>(4 * (ASCII_CLASSES[byte] - 'a'));
    return static_cast<std::uint8_t>((byte >= 192 ? 2 : 0) + byte % 2);
}

/// Lut1: the byte before the last: other, punctuation, digit or upper case, lower case.
constexpr std::uint8_t utf8_before(std::size_t byte) noexcept {
    const auto within = [byte](std::size_t first, std::size_t last) {
        return byte >= first && byte <= last;
    };
    if (within('0', '9') || within('A', 'Z') || byte >= 224) return 2;
    if (within('a', 'z')) return 3;
    return within('!', '~') ? 1 : 0;
}

/// Lut2: the magnitude of a signed byte.
constexpr std::uint8_t signed_class(std::size_t byte) noexcept {
    constexpr std::uint8_t FIRSTS[7] = {1, 16, 64, 128, 192, 240, 255};
    std::size_t found = 0;
    for (const auto first : FIRSTS) found += byte >= first ? 1 : 0;
    return static_cast<std::uint8_t>(found);
}

/// For each mode, the part of the last byte and the part of the one before it.
struct Parts {
    std::array<std::uint8_t, 256> last{};
    std::array<std::uint8_t, 256> before{};
};
inline constexpr auto PARTS = [] {
    std::array<Parts, 4> parts{};
    for (std::size_t byte = 0; byte < 256; ++byte) {
        parts[0].last[byte] = byte & 0x3f;
        parts[1].last[byte] = static_cast<std::uint8_t>(byte >> 2);
        parts[2].last[byte] = utf8_last(byte);
        parts[2].before[byte] = utf8_before(byte);
        parts[3].last[byte] = static_cast<std::uint8_t>(signed_class(byte) << 3);
        parts[3].before[byte] = signed_class(byte);
    }
    return parts;
}();

}  // namespace context_tables

/// The context after the bytes `before`, `last`.
constexpr std::size_t literal_context(ContextMode mode, std::uint8_t last,
                                      std::uint8_t before) noexcept {
    const auto& parts = context_tables::PARTS[static_cast<std::size_t>(mode)];
    return static_cast<std::size_t>(parts.last[last] | parts.before[before]);
}

}  // namespace dusk::brotli
