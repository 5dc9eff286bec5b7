// Typed access to a JSON document of configuration. Errors name the file and the member:
// "rollup.json: genesis.l2.number: expected an unsigned integer".
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/u256.hpp>
#include <dusk/platform/config/files.hpp>

namespace dusk::config {

template <class T>
using Read = std::expected<T, Error>;

/// A value in a document and the way to it. Views the document: keep that alive.
class Reader {
public:
    Reader(const boost::json::value& value, std::string file)
        : value_(&value), file_(std::move(file)) {}

    const boost::json::value& json() const noexcept { return *value_; }
    /// The member `name` of an object; an error if this is no object or has no such member.
    Read<Reader> at(std::string_view name) const;
    /// The member, or none if it is absent or null.
    std::optional<Reader> find(std::string_view name) const;
    Read<std::vector<Reader>> elements() const;

    // The value as a type. Numbers may be JSON numbers, or text in decimal or 0x-hex.
    Read<std::uint64_t> u64() const;
    Read<u256> word() const;
    Read<bool> boolean() const;
    Read<std::string> text() const;
    Read<Bytes> bytes() const;
    Read<Address> address() const;
    Read<Hash32> hash() const;

    // at(name) and then the type.
    Read<std::uint64_t> u64(std::string_view name) const;
    Read<u256> word(std::string_view name) const;
    Read<bool> boolean(std::string_view name) const;
    Read<std::string> text(std::string_view name) const;
    Read<Bytes> bytes(std::string_view name) const;
    Read<Address> address(std::string_view name) const;
    Read<Hash32> hash(std::string_view name) const;

    /// An error at this place.
    Error error(std::string_view what) const;

private:
    Reader(const boost::json::value& value, std::string file, std::string place)
        : value_(&value), file_(std::move(file)), place_(std::move(place)) {}

    const boost::json::value* value_;
    std::string file_;
    std::string place_;
};

}  // namespace dusk::config
