#include <algorithm>
#include <array>

#include <dusk/core/codec/hex.hpp>

namespace dusk {
namespace {

constexpr std::string_view DIGITS = "0123456789abcdef";
constexpr std::uint8_t NO_DIGIT = 0xff;

/// The value of each character as a hex digit, or NO_DIGIT.
constexpr auto DIGIT_VALUES = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(NO_DIGIT);
    for (std::uint8_t i = 0; i < 10; ++i) table[static_cast<std::size_t>('0' + i)] = i;
    for (std::uint8_t i = 0; i < 6; ++i) {
        table[static_cast<std::size_t>('a' + i)] = static_cast<std::uint8_t>(10 + i);
        table[static_cast<std::size_t>('A' + i)] = static_cast<std::uint8_t>(10 + i);
    }
    return table;
}();

std::uint8_t digit_value(char c) noexcept { return DIGIT_VALUES[static_cast<std::uint8_t>(c)]; }

bool has_prefix(std::string_view text) noexcept {
    return text.size() >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
}

void write_digits(char* out, BytesView bytes) noexcept {
    for (const auto b : bytes) {
        *out++ = DIGITS[b >> 4];
        *out++ = DIGITS[b & 15];
    }
}

}  // namespace

std::string to_hex(BytesView bytes) {
    std::string out(2 + 2 * bytes.size(), '0');
    out[1] = 'x';
    write_digits(out.data() + 2, bytes);
    return out;
}

std::string to_hex_plain(BytesView bytes) {
    std::string out(2 * bytes.size(), '0');
    write_digits(out.data(), bytes);
    return out;
}

std::string to_hex_quantity(const u256& value) {
    constexpr unsigned LIMB_DIGITS = 16;
    const auto digits = std::max<std::size_t>((value.bit_length() + 3) / 4, 1);
    std::string out(2 + digits, '0');
    out[1] = 'x';
    for (std::size_t i = 0; i < digits; ++i)
        out[out.size() - 1 - i] =
            DIGITS[(value.limb[i / LIMB_DIGITS] >> (4 * (i % LIMB_DIGITS))) & 15];
    return out;
}

std::expected<Bytes, HexError> from_hex(std::string_view text) {
    if (has_prefix(text)) text.remove_prefix(2);
    if (text.size() % 2 != 0) return std::unexpected(HexError::odd_length);
    Bytes out(text.size() / 2);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto high = digit_value(text[2 * i]);
        const auto low = digit_value(text[2 * i + 1]);
        if (high == NO_DIGIT || low == NO_DIGIT) return std::unexpected(HexError::bad_digit);
        out[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return out;
}

std::expected<u256, HexError> quantity_from_hex(std::string_view text) {
    if (text.empty()) return std::unexpected(HexError::empty);
    if (!has_prefix(text)) return std::unexpected(HexError::bad_digit);
    text.remove_prefix(2);
    if (text.empty()) return std::unexpected(HexError::empty);
    if (text.size() > 1 && text[0] == '0') return std::unexpected(HexError::leading_zero);
    if (text.size() > 64) return std::unexpected(HexError::wrong_size);
    u256 value;
    for (const char c : text) {
        const auto digit = digit_value(c);
        if (digit == NO_DIGIT) return std::unexpected(HexError::bad_digit);
        value = (value << 4) | u256{digit};
    }
    return value;
}

}  // namespace dusk
