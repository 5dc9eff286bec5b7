#include <algorithm>
#include <array>
#include <charconv>

#include <boost/json.hpp>

#include <dusk/core/codec/hex.hpp>
#include <dusk/settlement/api/rues.hpp>

namespace dusk::settlement::api {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    });
    return out;
}

bool has_type(std::string_view header, std::string_view type) {
    return lower(header.substr(0, header.find(';'))).find(type) != std::string::npos;
}

using Version = std::array<std::uint64_t, 3>;

/// "1.6", "1.6.0-rc.1": missing parts are none; what follows '-' is not looked at.
std::optional<std::array<std::optional<std::uint64_t>, 3>> parse_version(std::string_view text) {
    text = text.substr(0, text.find('-'));
    std::array<std::optional<std::uint64_t>, 3> parts;
    for (auto& part : parts) {
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{}) return std::nullopt;
        part = value;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (text.empty()) return parts;
        if (text.front() != '.') return std::nullopt;
        text.remove_prefix(1);
    }
    return text.empty() ? std::optional(parts) : std::nullopt;
}

/// A semver requirement of one comparator, as cargo reads it; bare means '^'.
bool satisfies(const Version& version, std::string_view requirement) {
    if (requirement == "*") return true;
    const auto digits = std::min(requirement.find_first_of("0123456789"), requirement.size());
    auto op = std::string(requirement.substr(0, digits));
    std::erase(op, ' ');
    const auto wanted = parse_version(requirement.substr(digits));
    if (!wanted) return false;
    const Version floor{*(*wanted)[0], (*wanted)[1].value_or(0), (*wanted)[2].value_or(0)};
    if (op == ">=") return version >= floor;
    if (op == ">") return version > floor;
    if (op == "<=") return version <= floor;
    if (op == "<") return version < floor;
    const auto same = [&](std::size_t count) {
        return std::equal(version.begin(), version.begin() + static_cast<std::ptrdiff_t>(count),
                          floor.begin());
    };
    if (op == "=") return same((*wanted)[2] ? 3 : (*wanted)[1] ? 2 : 1);
    if (version < floor) return false;
    if (op == "~") return same((*wanted)[1] ? 2 : 1);
    if (!op.empty() && op != "^") return false;
    return same(floor[0] > 0 ? 1 : floor[1] > 0 ? 2 : 3);
}

}  // namespace

std::optional<RuesPath> parse_rues_path(std::string_view path) {
    constexpr std::string_view PREFIX = "/on/";
    if (!path.starts_with(PREFIX)) return std::nullopt;
    path.remove_prefix(PREFIX.size());
    const auto slash = path.find('/');
    if (slash == std::string_view::npos || path.find('/', slash + 1) != std::string_view::npos)
        return std::nullopt;
    const auto head = http::percent_decode(path.substr(0, slash), false);
    RuesPath out{.component = {},
                 .entity = {},
                 .topic = http::percent_decode(path.substr(slash + 1), false)};
    const auto colon = head.find(':');
    out.component = lower(head.substr(0, colon));
    if (colon != std::string::npos) out.entity = head.substr(colon + 1);
    if (out.component.empty() || out.topic.empty()) return std::nullopt;
    if (out.entity && out.entity->empty()) return std::nullopt;
    return out;
}

bool is_binary_request(const http::Request& request) {
    return has_type(request.headers.get("Content-Type"), "application/octet-stream");
}

bool is_json_request(const http::Request& request) {
    return has_type(request.headers.get("Content-Type"), "application/json");
}

Bytes request_bytes(const http::Request& request) {
    if (!is_binary_request(request) && request.body.starts_with("0x"))
        if (auto bytes = from_hex(request.body)) return *std::move(bytes);
    return to_bytes(as_bytes(request.body));
}

http::Response respond(const http::Request& request, Content content) {
    http::Response response;
    if (std::holds_alternative<NoContent>(content)) {
        response.status = 202;
        response.content_type.clear();
    } else if (auto* binary = std::get_if<BinaryContent>(&content)) {
        const bool raw = binary->force_raw || is_binary_request(request) ||
                         has_type(request.headers.get("Accept"), "application/octet-stream");
        response.body = raw ? std::string(as_text(binary->bytes)) : to_hex_plain(binary->bytes);
        if (raw) response.content_type = "application/octet-stream";
    } else if (const auto* json = std::get_if<boost::json::value>(&content)) {
        response.body = boost::json::serialize(*json);
        response.content_type = "application/json";
    } else {
        response.body = std::get<std::string>(std::move(content));
    }
    response.headers.set("Rusk-Version", std::string(RUSK_VERSION));
    return response;
}

http::Response respond(const ApiError& error) {
    auto response = http::Response::text(error.text, error.status);
    response.headers.set("Rusk-Version", std::string(RUSK_VERSION));
    return response;
}

std::optional<ApiError> check_version(const http::Request& request) {
    const bool strict = request.headers.contains("Rusk-Version-Strict");
    if (!request.headers.contains("Rusk-Version")) {
        if (strict) return ApiError::invalid("Version error: Rusk-Version is missing");
        return std::nullopt;
    }
    const auto wanted = request.headers.get("Rusk-Version");
    const auto own = parse_version(RUSK_VERSION);
    if (!satisfies({*(*own)[0], *(*own)[1], *(*own)[2]}, wanted))
        return ApiError::invalid("Version error: mismatched rusk version");
    return std::nullopt;
}

}  // namespace dusk::settlement::api
