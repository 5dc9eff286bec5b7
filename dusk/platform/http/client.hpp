// Blocking HTTP/1.1 client for http:// and https:// with pooled keep-alive connections.
// Thread-safe: each request takes a free connection or opens one. Redirects are not followed.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include <dusk/platform/http/message.hpp>

namespace dusk::http {

enum class HttpErrorKind : std::uint8_t {
    bad_url,
    resolve,
    connect,
    timeout,
    closed,     ///< the peer ended the connection before its answer was complete
    malformed,  ///< the peer does not speak HTTP
    too_large,
    tls,
};
struct [[nodiscard]] HttpError {
    HttpErrorKind kind;
    std::string message;
};

struct ClientOptions {
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds timeout{30'000};  ///< of a whole request
    std::size_t response_size_max = 256 * 1024 * 1024;
    std::size_t idle_connections_max = 16;
    std::chrono::milliseconds idle_max{60'000};  ///< older idle connections are not reused
};

class HttpClient {
public:
    /// A bad URL shows as bad_url at each request. `url` may have a path: it is put before each
    /// path.
    explicit HttpClient(std::string_view url, ClientOptions options = {});
    ~HttpClient();
    HttpClient(HttpClient&&) noexcept;
    HttpClient& operator=(HttpClient&&) noexcept;

    /// `path` empty: the URL's own target.
    std::expected<Response, HttpError> get(std::string_view path, const Headers& headers = {});
    std::expected<Response, HttpError> post(std::string_view path, std::string body,
                                            const Headers& headers = {});
    std::expected<Response, HttpError> send(Method method, std::string_view path, std::string body,
                                            const Headers& headers);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dusk::http
