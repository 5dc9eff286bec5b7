// WebSocket client for ws:// URLs: connect, send, receive with a limit of time. Thread-safe.
// Received messages wait in a bounded queue; reading pauses while it is full.
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include <dusk/platform/http/client.hpp>

namespace dusk::http {

struct WsClientOptions {
    std::chrono::milliseconds connect_timeout{5'000};
    std::size_t message_size_max = 32 * 1024 * 1024;
    std::size_t queue_max = 1024;
    Headers headers{};  ///< of the upgrade request
};

struct WsIncoming {
    std::string data;
    bool binary = false;
};

class WsClient {
public:
    static std::expected<std::unique_ptr<WsClient>, HttpError> connect(
        std::string_view url, const WsClientOptions& options = {});
    ~WsClient();
    WsClient(const WsClient&) = delete;
    WsClient& operator=(const WsClient&) = delete;

    std::expected<void, HttpError> send_text(std::string message);
    std::expected<void, HttpError> send_binary(std::string message);
    /// The next message; timeout or closed otherwise.
    std::expected<WsIncoming, HttpError> receive(std::chrono::milliseconds timeout);
    void close();
    bool is_open() const noexcept;

private:
    struct Impl;
    explicit WsClient(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace dusk::http
