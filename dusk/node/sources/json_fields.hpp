// Members of JSON objects as protocol types, for answers and requests of Ethereum's APIs. The first
// fault sticks and is reported once at the end, so that readers of large objects stay flat.
#pragma once

#include <concepts>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/u256.hpp>
#include <dusk/core/codec/hex.hpp>

namespace dusk::sources {

/// The error is a text that names the member at fault.
template <class T>
using Decoded = std::expected<T, std::string>;

// Single values, with go-ethereum's strictness (common/hexutil).
Decoded<std::uint64_t> decode_json(const boost::json::value& in, std::type_identity<std::uint64_t>);
Decoded<u256> decode_json(const boost::json::value& in, std::type_identity<u256>);
Decoded<Bytes> decode_json(const boost::json::value& in, std::type_identity<Bytes>);
Decoded<bool> decode_json(const boost::json::value& in, std::type_identity<bool>);
Decoded<std::string> decode_json(const boost::json::value& in, std::type_identity<std::string>);
Decoded<BytesView> decode_fixed(const boost::json::value& in, std::span<std::uint8_t> out);

template <std::size_t N>
Decoded<FixedBytes<N>> decode_json(const boost::json::value& in,
                                   std::type_identity<FixedBytes<N>>) {
    FixedBytes<N> out;
    if (auto bytes = decode_fixed(in, out.bytes); !bytes) return std::unexpected(bytes.error());
    return out;
}

/// Lists of single values; byte strings are no lists.
template <class T>
    requires(!std::same_as<T, std::uint8_t>)
Decoded<std::vector<T>> decode_json(const boost::json::value& in,
                                    std::type_identity<std::vector<T>>) {
    const auto* list = in.if_array();
    if (list == nullptr) return std::unexpected("expected a list");
    std::vector<T> out;
    out.reserve(list->size());
    for (const auto& element : *list) {
        auto decoded = decode_json(element, std::type_identity<T>{});
        if (!decoded) return std::unexpected(std::move(decoded).error());
        out.push_back(*std::move(decoded));
    }
    return out;
}

class FieldReader {
public:
    /// `what` names the object in errors. Views `value`.
    FieldReader(const boost::json::value& value, std::string_view what);

    template <class T>
    T required(std::string_view name) {
        const auto* found = find(name);
        if (found == nullptr) {
            fail_missing(name);
            return {};
        }
        return decode<T>(name, *found);
    }
    /// None if absent or null.
    template <class T>
    std::optional<T> optional(std::string_view name) {
        const auto* found = find(name);
        if (found == nullptr) return std::nullopt;
        return decode<T>(name, *found);
    }
    template <class T>
    T value_or(std::string_view name, T otherwise) {
        auto found = optional<T>(name);
        return found ? *std::move(found) : std::move(otherwise);
    }

    /// The member, or null if it is absent or JSON's null.
    const boost::json::value* find(std::string_view name) const;
    void fail(std::string_view name, std::string_view text);
    bool ok() const noexcept { return error_.empty(); }
    const std::string& error() const noexcept { return error_; }

private:
    void fail_missing(std::string_view name);
    template <class T>
    T decode(std::string_view name, const boost::json::value& in) {
        auto decoded = decode_json(in, std::type_identity<T>{});
        if (decoded) return *std::move(decoded);
        fail(name, decoded.error());
        return {};
    }

    const boost::json::object* object_;
    std::string_view what_;
    std::string error_;
};

/// A quantity as JSON.
inline std::string quantity_json(const u256& value) { return to_hex_quantity(value); }

}  // namespace dusk::sources
