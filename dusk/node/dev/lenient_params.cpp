#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/dev/lenient_params.hpp>

namespace dusk::dev {
namespace {

namespace params = rpc::params;

std::optional<u256> from_decimal(std::string_view text) {
    if (text.empty() || text.size() > 77) return std::nullopt;
    u256 number;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') return std::nullopt;
        number = number * u256{10} + u256{static_cast<std::uint64_t>(digit - '0')};
    }
    return number;
}

std::optional<u256> from_hex_digits(std::string_view text) {
    if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
    if (text.size() > 64) return std::nullopt;
    const auto bytes =
        fixed_from_hex<32>("0x" + std::string(64 - text.size(), '0') + std::string(text));
    if (!bytes) return std::nullopt;
    return u256_from_be(*bytes);
}

}  // namespace

params::ParsedValue<u256> to_lenient_number(const params::value& in) {
    if (in.is_int64() && in.get_int64() >= 0)
        return u256{static_cast<std::uint64_t>(in.get_int64())};
    if (in.is_uint64()) return u256{in.get_uint64()};
    if (in.is_double() && in.get_double() >= 0 && in.get_double() < 1e18)
        return u256{static_cast<std::uint64_t>(in.get_double())};
    if (in.is_string()) {
        const std::string_view text = in.get_string();
        const auto number = text.starts_with("0x") ? from_hex_digits(text) : from_decimal(text);
        if (number) return *number;
    }
    return std::unexpected("not a number");
}

params::Parsed<u256> lenient_number(const params::array& arguments, std::size_t index) {
    DUSK_TRY(value, params::any(arguments, index));
    const auto number = to_lenient_number(*value);
    if (!number) return std::unexpected(params::invalid(index, number.error()));
    return *number;
}

params::Parsed<std::uint64_t> lenient_number64(const params::array& arguments, std::size_t index) {
    DUSK_TRY(number, lenient_number(arguments, index));
    if (number > u256{std::uint64_t(INT64_MAX)})
        return std::unexpected(params::invalid(index, "number too large"));
    return number.low64();
}

params::Parsed<std::uint64_t> lenient_number64_or(const params::array& arguments, std::size_t index,
                                                  std::uint64_t otherwise) {
    if (params::optional(arguments, index) == nullptr) return otherwise;
    return lenient_number64(arguments, index);
}

params::Parsed<u256> lenient_word(const params::array& arguments, std::size_t index) {
    DUSK_TRY(value, params::any(arguments, index));
    if (!value->is_string()) return lenient_number(arguments, index);
    const auto word = from_hex_digits(value->get_string());
    if (!word) return std::unexpected(params::invalid(index, "not a word of 32 bytes in hex"));
    return *word;
}

}  // namespace dusk::dev
