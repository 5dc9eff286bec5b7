// The hash that eth_signTypedData_v4 signs (EIP-712). Limit: TYPES_MAX struct types.
#pragma once

#include <expected>
#include <string>

#include <boost/json/value.hpp>

#include <dusk/core/base/bytes.hpp>

namespace dusk::dev {

inline constexpr std::size_t TYPES_MAX = 256;

/// {types, primaryType, domain, message}, as an object or as JSON text.
std::expected<Hash32, std::string> typed_data_hash(const boost::json::value& in);

}  // namespace dusk::dev
