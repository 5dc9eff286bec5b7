// JSON-RPC errors with the codes and texts of go-ethereum (its rpc/errors.go), which clients match
// on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace dusk::rpc {

inline constexpr int CODE_PARSE = -32700;
inline constexpr int CODE_INVALID_REQUEST = -32600;
inline constexpr int CODE_METHOD_NOT_FOUND = -32601;
inline constexpr int CODE_INVALID_PARAMS = -32602;
inline constexpr int CODE_INTERNAL = -32603;
inline constexpr int CODE_SERVER = -32000;  ///< any error of a method without a code of its own
inline constexpr int CODE_TIMEOUT = -32002;
inline constexpr int CODE_RESPONSE_TOO_LARGE = -32003;
inline constexpr int CODE_LIMIT_EXCEEDED = -32005;  ///< EIP-1474
inline constexpr int CODE_REVERTED = 3;  ///< execution reverted; data = the revert data in hex

struct [[nodiscard]] Error {
    int code = CODE_SERVER;
    std::string message{};
    std::optional<boost::json::value> data{};
};

Error server_error(std::string message);
Error internal_error(std::string message);
Error invalid_params(std::string message);
Error invalid_request(std::string message);
/// "the method eth_foo does not exist/is not available"
Error method_not_found(std::string_view method);

}  // namespace dusk::rpc
