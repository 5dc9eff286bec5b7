#include <charconv>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/config/reader.hpp>

namespace dusk::config {
namespace {

std::optional<u256> word_from_decimal(std::string_view text) {
    if (text.empty() || text.size() > 78) return std::nullopt;
    u256 value;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        const auto scaled = mul_full(value, u256{10});
        const auto sum = add_with_carry(scaled.low, u256{static_cast<std::uint64_t>(c - '0')});
        if (!scaled.high.is_zero() || sum.carry) return std::nullopt;
        value = sum.value;
    }
    return value;
}

/// Configuration files are written by hand: leading zeros in hex are let pass.
std::optional<u256> word_from_text(std::string_view text) {
    if (!text.starts_with("0x")) return word_from_decimal(text);
    std::string digits{text.substr(2)};
    if (digits.empty()) return std::nullopt;
    if (digits.size() % 2 != 0) digits.insert(digits.begin(), '0');
    const auto bytes = from_hex(digits);
    if (!bytes || bytes->size() > 32) return std::nullopt;
    return u256_from_be(*bytes);
}

}  // namespace

Error Reader::error(std::string_view what) const {
    return {file_, place_.empty() ? std::string{what} : fmt::format("{}: {}", place_, what)};
}

Read<Reader> Reader::at(std::string_view name) const {
    if (!value_->is_object()) return std::unexpected(error("expected an object"));
    const auto* member = value_->get_object().if_contains(name);
    auto place = place_.empty() ? std::string{name} : fmt::format("{}.{}", place_, name);
    if (member == nullptr) return std::unexpected(Error{file_, fmt::format("{}: missing", place)});
    return Reader{*member, file_, std::move(place)};
}

std::optional<Reader> Reader::find(std::string_view name) const {
    auto member = at(name);
    if (!member || member->json().is_null()) return std::nullopt;
    return *std::move(member);
}

Read<std::vector<Reader>> Reader::elements() const {
    if (!value_->is_array()) return std::unexpected(error("expected an array"));
    std::vector<Reader> out;
    const auto& array = value_->get_array();
    out.reserve(array.size());
    for (std::size_t i = 0; i < array.size(); ++i)
        out.push_back(Reader{array[i], file_, fmt::format("{}[{}]", place_, i)});
    return out;
}

Read<u256> Reader::word() const {
    if (value_->is_uint64()) return u256{value_->get_uint64()};
    if (value_->is_int64() && value_->get_int64() >= 0)
        return u256{static_cast<std::uint64_t>(value_->get_int64())};
    if (value_->is_string()) {
        const std::string_view text = value_->get_string();
        if (const auto word = word_from_text(text)) return *word;
    }
    return std::unexpected(error("expected an unsigned integer of at most 256 bits"));
}

Read<std::uint64_t> Reader::u64() const {
    const auto wide = word();
    if (!wide || !wide->fits_u64()) return std::unexpected(error("expected an unsigned integer"));
    return wide->low64();
}

Read<bool> Reader::boolean() const {
    if (!value_->is_bool()) return std::unexpected(error("expected true or false"));
    return value_->get_bool();
}

Read<std::string> Reader::text() const {
    if (!value_->is_string()) return std::unexpected(error("expected a text"));
    return std::string{std::string_view{value_->get_string()}};
}

Read<Bytes> Reader::bytes() const {
    if (!value_->is_string()) return std::unexpected(error("expected hex digits"));
    auto bytes = from_hex(std::string_view{value_->get_string()});
    if (!bytes) return std::unexpected(error("expected hex digits"));
    return *std::move(bytes);
}

Read<Address> Reader::address() const {
    const auto content = bytes();
    if (!content || content->size() != Address::size())
        return std::unexpected(error("expected an address: 0x and 40 hex digits"));
    return Address::from(*content);
}

Read<Hash32> Reader::hash() const {
    const auto content = bytes();
    if (!content || content->size() != Hash32::size())
        return std::unexpected(error("expected a hash: 0x and 64 hex digits"));
    return Hash32::from(*content);
}

Read<std::uint64_t> Reader::u64(std::string_view name) const {
    DUSK_TRY(member, at(name));
    return member.u64();
}
Read<u256> Reader::word(std::string_view name) const {
    DUSK_TRY(member, at(name));
    return member.word();
}
Read<bool> Reader::boolean(std::string_view name) const {
    DUSK_TRY(member, at(name));
    return member.boolean();
}
Read<std::string> Reader::text(std::string_view name) const {
    DUSK_TRY(member, at(name));
    return member.text();
}
Read<Bytes> Reader::bytes(std::string_view name) const {
    DUSK_TRY(member, at(name));
    return member.bytes();
}
Read<Address> Reader::address(std::string_view name) const {
    DUSK_TRY(member, at(name));
    return member.address();
}
Read<Hash32> Reader::hash(std::string_view name) const {
    DUSK_TRY(member, at(name));
    return member.hash();
}

}  // namespace dusk::config
