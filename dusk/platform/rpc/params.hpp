// Positional parameters of a call, with go-ethereum's error texts (common/hexutil, rpc/json.go).
// `DUSK_TRY(address, params::address(arguments, 0));`
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/u256.hpp>
#include <dusk/platform/rpc/error.hpp>

namespace dusk::rpc::params {

using boost::json::array;
using boost::json::object;
using boost::json::value;

template <class T>
using Parsed = std::expected<T, Error>;

// Required parameters: absent or null is "missing value for required argument N"; a bad one is
// "invalid argument N: …".
Parsed<Address> address(const array& arguments, std::size_t index);
Parsed<Hash32> hash(const array& arguments, std::size_t index);
Parsed<Bytes> bytes(const array& arguments, std::size_t index);
Parsed<std::uint64_t> quantity64(const array& arguments, std::size_t index);
Parsed<u256> quantity(const array& arguments, std::size_t index);
Parsed<bool> boolean(const array& arguments, std::size_t index);
Parsed<std::string_view> text(const array& arguments, std::size_t index);
/// `type` is the Go type that messages name.
Parsed<const object*> json_object(const array& arguments, std::size_t index,
                                  std::string_view type = "map[string]interface {}");
Parsed<const array*> json_array(const array& arguments, std::size_t index);
Parsed<const value*> any(const array& arguments, std::size_t index);

/// The parameter, or null if it is absent or null.
const value* optional(const array& arguments, std::size_t index) noexcept;
/// "too many arguments, want at most N"
Parsed<bool> at_most(const array& arguments, std::size_t count);
/// "missing value for required argument N"
Error missing(std::size_t index);
/// "invalid argument N: text"
Error invalid(std::size_t index, std::string_view text);

// Single values, for the members of objects. The error is go-ethereum's text without its place.
template <class T>
using ParsedValue = std::expected<T, std::string>;

ParsedValue<Address> to_address(const value& in);
ParsedValue<Hash32> to_hash(const value& in);
ParsedValue<Bytes> to_bytes(const value& in);
ParsedValue<std::uint64_t> to_quantity64(const value& in);
ParsedValue<u256> to_quantity(const value& in);

// The same on text, without Go's "json: cannot unmarshal … into Go value of type …" around it.
ParsedValue<Bytes> bytes_from_text(std::string_view text);
ParsedValue<std::uint64_t> quantity64_from_text(std::string_view text);
ParsedValue<u256> quantity_from_text(std::string_view text);

}  // namespace dusk::rpc::params
