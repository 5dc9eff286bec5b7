// Hexadecimal text, as Ethereum JSON-RPC writes it: lower case with 0x (execution-apis, base
// types).
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/u256.hpp>

namespace dusk {

enum class [[nodiscard]] HexError : std::uint8_t {
    odd_length,
    bad_digit,
    wrong_size,
    leading_zero,
    empty,
};

/// "0x" and two lower-case digits a byte.
std::string to_hex(BytesView bytes);
/// The same without "0x".
std::string to_hex_plain(BytesView bytes);
/// A quantity: "0x" and no leading zero; zero is "0x0".
std::string to_hex_quantity(const u256& value);

/// Bytes of a hex text, with or without "0x"; either case.
std::expected<Bytes, HexError> from_hex(std::string_view text);
/// A quantity as geth's hexutil reads it: "0x" needed, no leading zero, at most 64 digits.
std::expected<u256, HexError> quantity_from_hex(std::string_view text);

/// Exactly N bytes of hex, with or without "0x".
template <std::size_t N>
std::expected<FixedBytes<N>, HexError> fixed_from_hex(std::string_view text) {
    auto bytes = from_hex(text);
    if (!bytes) return std::unexpected(bytes.error());
    if (bytes->size() != N) return std::unexpected(HexError::wrong_size);
    return FixedBytes<N>::from(*bytes);
}

}  // namespace dusk
