// Who may call: the checks on an HTTP request before its body is read as JSON-RPC. Texts and codes
// are go-ethereum's (node/rpcstack.go, node/jwt_handler.go, rpc/http.go, rpc/websocket.go).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <dusk/platform/http/message.hpp>
#include <dusk/platform/jwt/jwt.hpp>

namespace dusk::rpc {

/// Each gives the answer that refuses the request, or none.
using Refusal = std::optional<http::Response>;

Refusal check_jwt(const jwt::Secret& secret, const http::Request& request);
/// IP addresses pass: a page cannot point a name of its own at them (DNS rebinding).
Refusal check_vhost(std::span<const std::string> vhosts, const http::Request& request);
/// Method and content type of a call.
Refusal check_call(const http::Request& request);
/// The Origin of a WebSocket upgrade; programs that are no browsers send none.
Refusal check_origin(std::span<const std::string> origins, const http::Request& request);

}  // namespace dusk::rpc
