// One connection of the HTTP client: plain or TLS, used by one thread at a time.
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <string_view>

#include <dusk/platform/http/client.hpp>
#include <dusk/platform/http/url.hpp>

namespace dusk::http {

struct Exchanged {
    Response response{};
    bool keep_alive = false;
};
struct ExchangeError {
    HttpError error;
    bool nothing_received = false;  ///< the peer may not have seen the request
};

class Connection {
public:
    static std::expected<std::unique_ptr<Connection>, HttpError> open(const Url& url,
                                                                      const ClientOptions& options);
    virtual ~Connection() = default;
    /// Sends head and body, reads the answer.
    virtual std::expected<Exchanged, ExchangeError> exchange(std::string_view head,
                                                             std::string_view body,
                                                             bool head_only) = 0;
    /// Whether the peer has closed, or sent what nobody asked for.
    virtual bool is_stale() = 0;

    std::chrono::steady_clock::time_point idle_since{};
};

}  // namespace dusk::http
