// Protocol values out of fixture JSON. Numbers are hex text, leading zeros allowed. Anything
// unexpected throws FixtureError, which fails the case.
#pragma once

#include <stdexcept>
#include <string>

#include <boost/json.hpp>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/u256.hpp>
#include <dusk/core/chain/header.hpp>
#include <dusk/core/codec/hex.hpp>

namespace dusk::conformance {

class FixtureError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

Bytes as_bytes_field(const boost::json::value& value);
u256 as_u256(const boost::json::value& value);
std::uint64_t as_u64(const boost::json::value& value);
Hash32 as_hash(const boost::json::value& value);
Address as_address(const boost::json::value& value);

/// The member, or null if it is absent.
const boost::json::value* find(const boost::json::value& object, std::string_view name);
/// The member; throws if it is absent.
const boost::json::value& get(const boost::json::value& object, std::string_view name);

/// A header in Ethereum's JSON-RPC form.
Header as_header(const boost::json::value& object);

boost::json::value read_json(const std::string& path);

}  // namespace dusk::conformance
