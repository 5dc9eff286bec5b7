#include <array>
#include <span>

#include <fmt/format.h>

#include <dusk/platform/rpc/params.hpp>

namespace dusk::rpc::params {
namespace {

constexpr std::array<std::int8_t, 256> DIGITS = [] {
    std::array<std::int8_t, 256> out{};
    out.fill(-1);
    for (std::size_t i = 0; i < 10; ++i) out['0' + i] = static_cast<std::int8_t>(i);
    for (std::size_t i = 0; i < 6; ++i)
        out['a' + i] = out['A' + i] = static_cast<std::int8_t>(10 + i);
    return out;
}();

/// The value of a hex digit; below zero if it is none.
int digit(char c) { return DIGITS[static_cast<unsigned char>(c)]; }

bool has_prefix(std::string_view text) {
    return text.size() >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
}

std::unexpected<std::string> fail(std::string_view text) {
    return std::unexpected(std::string{text});
}

/// Go's names of JSON types.
std::string_view type_name(const value& in) {
    switch (in.kind()) {
        case boost::json::kind::null:
            return "null";
        case boost::json::kind::bool_:
            return "bool";
        case boost::json::kind::int64:
        case boost::json::kind::uint64:
        case boost::json::kind::double_:
            return "number";
        case boost::json::kind::string:
            return "string";
        case boost::json::kind::array:
            return "array";
        case boost::json::kind::object:
            return "object";
    }
    return "null";
}

std::string cannot_unmarshal(std::string_view what, std::string_view type) {
    return fmt::format("json: cannot unmarshal {} into Go value of type {}", what, type);
}

/// hexutil.checkText: the digits after the prefix; an empty text is an empty byte string.
ParsedValue<std::string_view> hex_digits(std::string_view text) {
    if (text.empty()) return text;
    if (!has_prefix(text)) return fail("hex string without 0x prefix");
    text.remove_prefix(2);
    if (text.size() % 2 != 0) return fail("hex string of odd length");
    return text;
}

bool decode_into(std::string_view digits, std::span<std::uint8_t> out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
        const int high = digit(digits[2 * i]);
        const int low = digit(digits[2 * i + 1]);
        if ((high | low) < 0) return false;
        out[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return true;
}

ParsedValue<Bytes> decode(std::string_view digits) {
    Bytes out(digits.size() / 2);
    if (!decode_into(digits, out)) return fail("invalid hex string");
    return out;
}

/// hexutil.UnmarshalFixedJSON
template <std::size_t N>
ParsedValue<FixedBytes<N>> fixed(const value& in, std::string_view type) {
    if (!in.is_string()) return fail(cannot_unmarshal("non-string", type));
    const auto digits = hex_digits(std::string_view{in.get_string()});
    if (!digits) return fail(cannot_unmarshal(digits.error(), type));
    if (digits->size() != 2 * N)
        return fail(
            fmt::format("hex string has length {}, want {} for {}", digits->size(), 2 * N, type));
    FixedBytes<N> out;
    if (!decode_into(*digits, out)) return fail(cannot_unmarshal("invalid hex string", type));
    return out;
}

/// hexutil.checkNumberText and the range check of the type; an empty text is zero.
ParsedValue<u256> number(std::string_view text, std::size_t digits_max, unsigned bits) {
    if (text.empty()) return u256{};
    if (!has_prefix(text)) return fail("hex string without 0x prefix");
    text.remove_prefix(2);
    if (text.empty()) return fail("hex string \"0x\"");
    if (text.size() > 1 && text[0] == '0') return fail("hex number with leading zero digits");
    if (text.size() > digits_max) return fail(fmt::format("hex number > {} bits", bits));
    u256 out;
    for (const char c : text) {
        if (digit(c) < 0) return fail("invalid hex string");
        out = (out << 4) | u256{static_cast<std::uint64_t>(digit(c))};
    }
    return out;
}

ParsedValue<u256> json_number(const value& in, std::size_t digits_max, unsigned bits,
                              std::string_view type) {
    if (!in.is_string()) return fail(cannot_unmarshal("non-string", type));
    auto out = number(std::string_view{in.get_string()}, digits_max, bits);
    if (!out) return fail(cannot_unmarshal(out.error(), type));
    return out;
}

template <class T, class Parse>
Parsed<T> required(const array& arguments, std::size_t index, Parse parse) {
    const auto* in = optional(arguments, index);
    if (in == nullptr) return std::unexpected(missing(index));
    auto out = parse(*in);
    if (!out) return std::unexpected(invalid(index, out.error()));
    return *std::move(out);
}

}  // namespace

ParsedValue<Address> to_address(const value& in) { return fixed<20>(in, "common.Address"); }
ParsedValue<Hash32> to_hash(const value& in) { return fixed<32>(in, "common.Hash"); }

ParsedValue<Bytes> to_bytes(const value& in) {
    if (!in.is_string()) return fail(cannot_unmarshal("non-string", "hexutil.Bytes"));
    auto out = bytes_from_text(std::string_view{in.get_string()});
    if (!out) return fail(cannot_unmarshal(out.error(), "hexutil.Bytes"));
    return out;
}

ParsedValue<std::uint64_t> to_quantity64(const value& in) {
    const auto out = json_number(in, 16, 64, "hexutil.Uint64");
    if (!out) return std::unexpected(out.error());
    return out->low64();
}

ParsedValue<u256> to_quantity(const value& in) { return json_number(in, 64, 256, "*hexutil.Big"); }

ParsedValue<Bytes> bytes_from_text(std::string_view text) {
    const auto digits = hex_digits(text);
    if (!digits) return std::unexpected(digits.error());
    return decode(*digits);
}

ParsedValue<std::uint64_t> quantity64_from_text(std::string_view text) {
    if (text.empty()) return fail("empty hex string");
    const auto out = number(text, 16, 64);
    if (!out) return std::unexpected(out.error());
    return out->low64();
}

ParsedValue<u256> quantity_from_text(std::string_view text) {
    if (text.empty()) return fail("empty hex string");
    return number(text, 64, 256);
}

const value* optional(const array& arguments, std::size_t index) noexcept {
    if (index >= arguments.size() || arguments[index].is_null()) return nullptr;
    return &arguments[index];
}

Error missing(std::size_t index) {
    return invalid_params(fmt::format("missing value for required argument {}", index));
}

Error invalid(std::size_t index, std::string_view text) {
    return invalid_params(fmt::format("invalid argument {}: {}", index, text));
}

Parsed<bool> at_most(const array& arguments, std::size_t count) {
    if (arguments.size() <= count) return true;
    return std::unexpected(
        invalid_params(fmt::format("too many arguments, want at most {}", count)));
}

Parsed<Address> address(const array& arguments, std::size_t index) {
    return required<Address>(arguments, index, to_address);
}
Parsed<Hash32> hash(const array& arguments, std::size_t index) {
    return required<Hash32>(arguments, index, to_hash);
}
Parsed<Bytes> bytes(const array& arguments, std::size_t index) {
    return required<Bytes>(arguments, index, [](const value& in) { return to_bytes(in); });
}
Parsed<std::uint64_t> quantity64(const array& arguments, std::size_t index) {
    return required<std::uint64_t>(arguments, index, to_quantity64);
}
Parsed<u256> quantity(const array& arguments, std::size_t index) {
    return required<u256>(arguments, index, to_quantity);
}

Parsed<bool> boolean(const array& arguments, std::size_t index) {
    return required<bool>(arguments, index, [](const value& in) -> ParsedValue<bool> {
        if (!in.is_bool()) return fail(cannot_unmarshal(type_name(in), "bool"));
        return in.get_bool();
    });
}

Parsed<std::string_view> text(const array& arguments, std::size_t index) {
    return required<std::string_view>(
        arguments, index, [](const value& in) -> ParsedValue<std::string_view> {
            if (!in.is_string()) return fail(cannot_unmarshal(type_name(in), "string"));
            return std::string_view{in.get_string()};
        });
}

Parsed<const object*> json_object(const array& arguments, std::size_t index,
                                  std::string_view type) {
    return required<const object*>(arguments, index,
                                   [&](const value& in) -> ParsedValue<const object*> {
                                       if (!in.is_object())
                                           return fail(cannot_unmarshal(type_name(in), type));
                                       return &in.get_object();
                                   });
}

Parsed<const array*> json_array(const array& arguments, std::size_t index) {
    return required<const array*>(
        arguments, index, [](const value& in) -> ParsedValue<const array*> {
            if (!in.is_array()) return fail(cannot_unmarshal(type_name(in), "[]interface {}"));
            return &in.get_array();
        });
}

Parsed<const value*> any(const array& arguments, std::size_t index) {
    if (const auto* in = optional(arguments, index)) return in;
    return std::unexpected(missing(index));
}

}  // namespace dusk::rpc::params
