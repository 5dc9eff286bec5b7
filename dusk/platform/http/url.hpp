// The parts of an absolute URL: http, https, ws, wss (RFC 3986, without user and fragment).
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace dusk::http {

struct Url {
    std::string scheme{};
    std::string host{};  ///< without brackets for IPv6
    std::uint16_t port = 0;
    std::string target = "/";  ///< path and query

    bool secure() const noexcept { return scheme == "https" || scheme == "wss"; }
    /// Value of the Host header: the port is left out when it is the scheme's own.
    std::string authority() const;
};

/// The error says what is wrong with `text`.
std::expected<Url, std::string> parse_url(std::string_view text);

}  // namespace dusk::http
