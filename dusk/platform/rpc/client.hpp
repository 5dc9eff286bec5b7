// Blocking JSON-RPC 2.0 client over HTTP(S), with JWT for the Engine API. Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <dusk/platform/jwt/jwt.hpp>

namespace dusk::rpc {

enum class ClientErrorKind : std::uint8_t {
    transport,  ///< no answer, or an HTTP status that is none of JSON-RPC's
    rpc,        ///< the server answered with an error: code, message, data are its own
    malformed,  ///< an answer that is no JSON-RPC 2.0
};
struct [[nodiscard]] ClientError {
    ClientErrorKind kind;
    int code = 0;  ///< for transport: the HTTP status, or 0
    std::string message{};
    std::optional<boost::json::value> data{};
};
/// "method: message (code)" for logs.
std::string to_text(const ClientError& error);

struct RpcClientOptions {
    std::optional<jwt::Secret> jwt_secret{};
    std::chrono::milliseconds timeout{30'000};
    unsigned retries = 0;  ///< of transport errors and of statuses 429, 502, 503, 504
    std::chrono::milliseconds retry_delay{200};  ///< doubled each time, up to 5 s
};

using CallResult = std::expected<boost::json::value, ClientError>;

struct BatchCall {
    std::string method;
    boost::json::array params{};
};

class Client {
public:
    explicit Client(std::string_view url, RpcClientOptions options = {});
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    CallResult call(std::string_view method, boost::json::array params = {});
    /// One answer per call, in the order of the calls. The error is one of the whole batch.
    std::expected<std::vector<CallResult>, ClientError> batch(std::span<const BatchCall> calls);
    const std::string& url() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dusk::rpc
