// Event sessions (spec/duskds-http.md section 2): WebSockets on /on, subscriptions by HTTP, and the
// events of a node as messages `u32 LE header length || JSON header || data`. Thread-safe. Limits:
// 1024 sessions, 256 subscriptions each; slow consumers are dropped by the server.
#pragma once

#include <map>
#include <mutex>
#include <set>

#include <dusk/platform/http/websocket.hpp>
#include <dusk/settlement/api/rues.hpp>
#include <dusk/settlement/node/node.hpp>

namespace dusk::settlement::api {

/// One event as it goes to subscribers.
struct RuesEvent {
    std::string component;
    std::string entity;
    std::string topic;
    /// Transaction or block that a contract event comes from.
    std::optional<Hash32> origin;
    std::string data;
};

std::string encode_event(const RuesEvent& event);
/// What a node's event is to subscribers.
std::vector<RuesEvent> rues_events(const NodeEvent& event);

class Sessions {
public:
    /// Handlers for the WebSocket route /on.
    http::WsHandler handler();
    /// GET and DELETE of a subscription path.
    http::Response subscribe(const http::Request& request, const RuesPath& path);
    http::Response unsubscribe(const http::Request& request, const RuesPath& path);
    void publish(const RuesEvent& event);

private:
    struct Subscription {
        std::string component;
        std::optional<std::string> entity;
        std::string topic;
        friend auto operator<=>(const Subscription&, const Subscription&) = default;
    };
    struct Session {
        http::WsPtr connection;
        std::set<Subscription> subscriptions;
    };
    std::string open(const http::WsPtr& connection);
    void close(const http::WsPtr& connection);

    std::mutex mutex_;
    std::map<std::string, Session> sessions_;
};

}  // namespace dusk::settlement::api
