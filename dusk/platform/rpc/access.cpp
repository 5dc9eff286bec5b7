#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <ctime>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <dusk/platform/rpc/access.hpp>

namespace dusk::rpc {
namespace {

using http::Method;
using http::Response;

constexpr std::array<std::string_view, 3> CONTENT_TYPES = {
    "application/json", "application/json-rpc", "application/jsonrequest"};
/// Longer ones are no names: RFC 1035 allows 253 letters.
constexpr std::size_t HOST_SIZE_MAX = 255;

/// Go's http.Error.
Response refuse(unsigned status, std::string_view text) {
    auto response = Response::text(std::string{text} + "\n", status);
    response.headers.add("X-Content-Type-Options", "nosniff");
    return response;
}

std::string lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), [](char c) {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    return out;
}

/// The host of a Host header, without port and brackets.
std::string_view host_part(std::string_view host) {
    if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
    return host.substr(0, host.rfind(':'));
}

std::string host_name(std::string_view host) { return lower(host_part(host)); }

/// "127.0.0.1": of what most requests name. inet_pton takes longer, and a copy.
bool is_ip_v4(std::string_view host) {
    unsigned parts = 0;
    while (!host.empty() && parts < 4) {
        unsigned value = 0;
        const auto read = std::from_chars(host.data(), host.data() + host.size(), value);
        const auto digits = static_cast<std::size_t>(read.ptr - host.data());
        if (read.ec != std::errc{} || value > 255 || (digits > 1 && host.front() == '0'))
            return false;
        ++parts;
        host.remove_prefix(digits);
        if (host.empty() || host.front() != '.') break;
        host.remove_prefix(1);
        if (host.empty()) return false;
    }
    return parts == 4 && host.empty();
}

bool is_ip_address(std::string_view host) {
    if (is_ip_v4(host)) return true;
    char text[HOST_SIZE_MAX + 1];
    in6_addr address{};
    text[host.copy(text, HOST_SIZE_MAX)] = '\0';
    return host.size() <= HOST_SIZE_MAX && ::inet_pton(AF_INET6, text, &address) == 1;
}

std::string_view media_type(std::string_view header) {
    auto type = header.substr(0, header.find(';'));
    while (type.ends_with(' ')) type.remove_suffix(1);
    while (type.starts_with(' ')) type.remove_prefix(1);
    return type;
}

/// An allowed origin may name the host alone, or scheme and host, or with the port as well.
bool origin_fits(std::string_view allowed, std::string_view origin) {
    if (allowed == "*" || allowed == origin) return true;
    const auto mark = origin.find("://");
    if (mark == std::string_view::npos) return false;
    const auto authority = origin.substr(mark + 3);
    const auto without_port =
        origin.substr(0, origin.rfind(':') > mark ? origin.rfind(':') : origin.size());
    return allowed == authority || allowed == host_name(authority) || allowed == without_port;
}

}  // namespace

Refusal check_jwt(const jwt::Secret& secret, const http::Request& request) {
    const auto now_s = static_cast<std::uint64_t>(std::time(nullptr));
    const auto verified =
        jwt::verify_authorization(secret, request.headers.get("Authorization"), now_s);
    if (verified) return std::nullopt;
    return refuse(401, verified.error());
}

Refusal check_vhost(std::span<const std::string> vhosts, const http::Request& request) {
    const auto header = request.headers.get("Host");
    if (header.empty()) return std::nullopt;
    const auto host = host_part(header);
    const bool allowed = is_ip_address(host) || std::ranges::any_of(vhosts, [&](const auto& v) {
                             return v == "*" || http::same_name(v, host);
                         });
    if (allowed) return std::nullopt;
    return refuse(403, "invalid host specified");
}

Refusal check_call(const http::Request& request) {
    if (request.method == Method::put || request.method == Method::del)
        return refuse(405, "method not allowed");
    if (request.method == Method::options) return std::nullopt;
    const auto type = media_type(request.headers.get("Content-Type"));
    for (const auto known : CONTENT_TYPES)
        if (http::same_name(type, known)) return std::nullopt;
    return refuse(415, "invalid content type, only application/json is supported");
}

Refusal check_origin(std::span<const std::string> origins, const http::Request& request) {
    if (!request.headers.contains("Origin")) return std::nullopt;
    const auto origin = lower(request.headers.get("Origin"));
    static const std::array<std::string, 1> local = {"localhost"};
    const auto allowed = origins.empty() ? std::span<const std::string>{local} : origins;
    const bool fits = std::ranges::any_of(
        allowed, [&](const std::string& entry) { return origin_fits(lower(entry), origin); });
    if (fits) return std::nullopt;
    return refuse(403, "websocket: request origin not allowed by Upgrader.CheckOrigin");
}

}  // namespace dusk::rpc
