// The server's side of a WebSocket connection (RFC 6455), and the handlers of a route.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <dusk/platform/http/message.hpp>

namespace dusk::http {

/// Shared because the server, its handlers and publishers on other threads all hold it, and none of
/// them knows who is last. Every method may be called from any thread.
class WsConnection {
public:
    virtual ~WsConnection() = default;
    /// Queues a message. False if the connection is closed, or is closed now because its queue is
    /// full: a consumer that does not keep up is dropped.
    virtual bool send_text(std::string message) = 0;
    virtual bool send_binary(std::string message) = 0;
    /// Sends what is queued, then closes with this code.
    virtual void close(unsigned code = 1000, std::string_view reason = {}) = 0;
    virtual bool is_open() const noexcept = 0;
    virtual const std::string& remote() const noexcept = 0;

    /// For the handlers' own use: set it in on_open, then only read it.
    std::shared_ptr<void> attachment{};
};
using WsPtr = std::shared_ptr<WsConnection>;

struct WsMessage {
    std::string data;
    bool binary = false;
    /// While a copy of it lives, the message counts as in flight; see ServerOptions.
    std::shared_ptr<void> hold;
};

/// Called on the connection's I/O thread: hand long work to Server::post.
struct WsHandler {
    /// Before the upgrade: an answer refuses it.
    std::function<std::optional<Response>(const Request&)> refuse{};
    std::function<void(const WsPtr&, const Request&)> on_open{};
    std::function<void(const WsPtr&, WsMessage)> on_message{};
    /// Exactly once for each on_open.
    std::function<void(const WsPtr&)> on_close{};
};

}  // namespace dusk::http
