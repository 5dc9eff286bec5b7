// JSON-RPC over HTTP and WebSocket, with go-ethereum's rules for content type, CORS, virtual hosts,
// origins and JWT (its node/rpcstack.go, node/jwt_handler.go, rpc/http.go, rpc/websocket.go).
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <dusk/platform/http/server.hpp>
#include <dusk/platform/jwt/jwt.hpp>
#include <dusk/platform/rpc/dispatcher.hpp>
#include <dusk/platform/rpc/method_table.hpp>
#include <dusk/platform/rpc/rate_limit.hpp>

namespace dusk::rpc {

struct ServeOptions {
    std::vector<std::string> cors_domains{};  ///< "*" for all
    std::vector<std::string> vhosts = {"localhost"};
    std::vector<std::string> ws_origins{};  ///< "*" for all; requests without Origin always pass
    std::optional<jwt::Secret> jwt_secret{};
    bool http_enabled = true;
    bool ws_enabled = true;
    std::string path = "/";
    Limits limits{};
    RateLimit rate_limit{};                    ///< beyond it: 429 and an error of JSON-RPC
    std::shared_ptr<CallObserver> observer{};  ///< shared by the servers of a process
};

/// Serves a method table on the routes of a server. Must outlive that server. What the values of
/// requests take that wait or run counts in the server's buffered_bytes_max; beyond it they are
/// refused.
class Service {
public:
    Service(MethodTable methods, ServeOptions options);
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    /// Adds the routes for options.path.
    void mount(http::Router& router);
    /// Blocking methods run on this server's workers. Call once, right after Server::start.
    void attach(http::Server& server);
    /// Calls that wait give up. Before the server stops, which lets them end.
    void stop();

    struct Impl;

private:
    std::shared_ptr<Impl> impl_;  ///< shared with requests under way
};

/// A service with a server of its own.
class RpcServer {
public:
    RpcServer(std::unique_ptr<Service> service, std::unique_ptr<http::Server> server);
    ~RpcServer();
    std::uint16_t port() const noexcept { return server_->port(); }
    std::string url() const { return server_->url(); }
    std::string ws_url() const;
    void stop();
    http::Server& http() noexcept { return *server_; }

private:
    std::unique_ptr<Service> service_;
    std::unique_ptr<http::Server> server_;
};

/// `router` may bring further routes ("/health"); the service's come after them.
std::expected<std::unique_ptr<RpcServer>, http::ServerError> serve(
    const http::ServerOptions& server_options, MethodTable methods, ServeOptions options = {},
    http::Router router = {});

}  // namespace dusk::rpc
