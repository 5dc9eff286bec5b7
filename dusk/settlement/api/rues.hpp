// The grammar of RUES, Dusk's HTTP interface (spec/duskds-http.md section 1): paths, request
// bodies, response forms.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include <boost/json/value.hpp>

#include <dusk/core/base/bytes.hpp>
#include <dusk/platform/http/message.hpp>

namespace dusk::settlement::api {

/// `/on/<component>[:<entity>]/<topic>`. The component is lower-cased; entity and topic stand as
/// given, because contract methods are camelCase.
struct RuesPath {
    std::string component;
    std::optional<std::string> entity;
    std::string topic;
};
/// None if the path is not of this form. Segments are percent-decoded.
std::optional<RuesPath> parse_rues_path(std::string_view path);

/// Bytes of a request: octets as they are; text that is 0x-hex decoded; other text as it is.
Bytes request_bytes(const http::Request& request);
bool is_binary_request(const http::Request& request);
bool is_json_request(const http::Request& request);

/// Nothing: 202 and an empty body.
struct NoContent {};
/// Bytes: hex text without 0x, or raw where asked for or forced.
struct BinaryContent {
    Bytes bytes;
    bool force_raw = false;
};
using Content = std::variant<NoContent, BinaryContent, boost::json::value, std::string>;

/// Errors by kind (section 1.4).
struct ApiError {
    unsigned status = 500;
    std::string text;

    static ApiError invalid(std::string text) { return {400, std::move(text)}; }
    static ApiError not_found(std::string text) { return {404, "Not found: " + std::move(text)}; }
    static ApiError unsupported() { return {501, "Unsupported"}; }
    static ApiError internal(std::string text) { return {500, std::move(text)}; }
};

http::Response respond(const http::Request& request, Content content);
http::Response respond(const ApiError& error);

/// The Rusk version whose interface this is.
inline constexpr std::string_view RUSK_VERSION = "1.6.0";
/// The refusal of a request that wants another version (section 1.3).
std::optional<ApiError> check_version(const http::Request& request);

}  // namespace dusk::settlement::api
