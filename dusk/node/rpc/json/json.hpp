// Values as Ethereum JSON-RPC writes them (execution-apis, base types).
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/u256.hpp>

namespace dusk::eth {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

/// "0x1f": no leading zeros.
Value quantity(std::uint64_t number);
Value quantity(const u256& number);
/// "0x001f": two digits a byte.
Value hex(BytesView bytes);
/// "31"
std::string decimal(u256 number);
/// An address as people read it, with the checksum of EIP-55.
std::string checksummed(const Address& address);

/// A member that is true; absent means `otherwise`.
bool flag(const Object& options, std::string_view name, bool otherwise = false);

}  // namespace dusk::eth
