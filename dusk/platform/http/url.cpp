#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include <dusk/platform/http/url.hpp>

namespace dusk::http {
namespace {

std::uint16_t default_port(std::string_view scheme) {
    return scheme == "https" || scheme == "wss" ? 443 : 80;
}

bool known_scheme(std::string_view scheme) {
    return scheme == "http" || scheme == "https" || scheme == "ws" || scheme == "wss";
}

bool is_clean(std::string_view text) {
    for (const char c : text)
        if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) return false;
    return true;
}

/// What may stand in brackets, maybe with a zone; whether it is an address the resolver will say.
bool is_ipv6(std::string_view text) {
    const auto address = text.substr(0, text.find('%'));
    return address.contains(':') &&
           address.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

}  // namespace

std::string Url::authority() const {
    const auto bracketed = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return port == default_port(scheme) ? bracketed : fmt::format("{}:{}", bracketed, port);
}

std::expected<Url, std::string> parse_url(std::string_view text) {
    const auto fail = [&](std::string_view why) {
        return std::unexpected(fmt::format("bad URL \"{}\": {}", text, why));
    };
    if (!is_clean(text)) return fail("white space or control character");
    const auto mark = text.find("://");
    if (mark == std::string_view::npos) return fail("no scheme");
    Url url{.scheme = std::string{text.substr(0, mark)}};
    if (!known_scheme(url.scheme)) return fail("scheme is none of http, https, ws, wss");
    auto rest = text.substr(mark + 3);
    rest = rest.substr(0, rest.find('#'));
    const auto slash = std::min(rest.find_first_of("/?"), rest.size());
    auto authority = rest.substr(0, slash);
    if (const auto target = rest.substr(slash); !target.empty())
        url.target = (target.front() == '/' ? "" : "/") + std::string{target};
    if (authority.find('@') != std::string_view::npos) return fail("user names are not supported");
    if (authority.starts_with('[')) {
        const auto end = authority.find(']');
        if (end == std::string_view::npos) return fail("no ] after [");
        url.host = authority.substr(1, end - 1);
        if (!is_ipv6(url.host)) return fail("no IPv6 address in [ ]");
        authority.remove_prefix(end + 1);
    } else {
        url.host = authority.substr(0, authority.find(':'));
        authority.remove_prefix(url.host.size());
    }
    if (url.host.empty() || url.host.find_first_of("[]") != std::string::npos)
        return fail("no host");
    url.port = default_port(url.scheme);
    if (authority.empty()) return url;
    const auto digits = authority.substr(1);
    const auto [end, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
    if (authority.front() != ':' || failure != std::errc{} || end != digits.data() + digits.size())
        return fail("bad port");
    return url;
}

}  // namespace dusk::http
