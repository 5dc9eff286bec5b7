#include <atomic>
#include <functional>

#include <dusk/core/base/result.hpp>
#include <dusk/platform/rpc/access.hpp>
#include <dusk/platform/rpc/deadlines.hpp>
#include <dusk/platform/rpc/envelope.hpp>
#include <dusk/platform/rpc/server.hpp>
#include <dusk/platform/rpc/subscriptions.hpp>

namespace dusk::rpc {
namespace {

using http::Method;
using http::Reply;
using http::Request;
using http::Response;

/// For a health check that sends nothing (go-ethereum rpc/http.go, ServeHTTP).
bool is_empty_get(const Request& request) {
    return request.method == Method::get && request.body.empty() &&
           request.target.find('?') == std::string::npos;
}

std::string too_many_text() {
    std::string out;
    append_error(out, nullptr, {CODE_LIMIT_EXCEEDED, "rate limit exceeded", {}});
    return out;
}

Response too_many_requests() {
    auto response = Response::json(too_many_text(), 429);
    response.headers.add("Retry-After", "1");
    return response;
}

}  // namespace

struct Service::Impl : std::enable_shared_from_this<Service::Impl> {
    Impl(MethodTable table, ServeOptions o)
        : methods(std::move(table)),
          options(std::move(o)),
          cors{options.cors_domains},
          limiter(options.rate_limit),
          deadlines(options.limits.timeout) {}

    void serve_http(Request&& request, Reply&& reply);
    void serve_ws(const http::WsPtr& connection, http::WsMessage message);
    std::optional<Response> refuse_ws(const Request& request) const;
    bool admit(std::string_view remote);
    void start(Incoming incoming);
    void post(std::shared_ptr<Exchange> exchange, http::Server& pool);

    const MethodTable methods;
    const ServeOptions options;
    const http::CorsPolicy cors;
    RateLimiter limiter;
    Deadlines deadlines;
    std::atomic<http::Server*> server = nullptr;
    std::stop_source stop_source;
    const std::stop_token stop = stop_source.get_token();
};

bool Service::Impl::admit(std::string_view remote) {
    return !limiter.enabled() || limiter.admit(remote, std::chrono::steady_clock::now());
}

void Service::Impl::start(Incoming incoming) {
    incoming.observer = options.observer.get();
    incoming.stop = &stop;
    const auto exchange = begin(methods, options.limits, std::move(incoming));
    if (limiter.enabled() && exchange->size() > 1)
        limiter.charge(exchange->remote(), exchange->size() - 1);
    auto* const pool = server.load(std::memory_order_acquire);
    if (exchange->pace() == Pace::at_once || pool == nullptr) return exchange->run();
    if (exchange->pace() == Pace::quick) {
        // Most are done long before anybody would have to watch over their time.
        std::optional<Deadlines::Ticket> ticket;
        const auto run = [&] { exchange->run(); };
        const auto watch = [&] { ticket = deadlines.add(exchange); };
        const bool ran = http::Server::run_here(std::ref(run), std::ref(watch));
        if (ticket) deadlines.remove(*ticket);
        if (ran) return;
    }
    post(exchange, *pool);
}

void Service::Impl::post(std::shared_ptr<Exchange> exchange, http::Server& pool) {
    http::ByteShare share(pool.buffered());
    if (!share.cover(exchange->memory())) return exchange->refuse(server_error("server is busy"));
    const auto ticket = deadlines.add(exchange);
    auto work = [self = shared_from_this(), exchange, ticket, held = std::move(share)]() mutable {
        exchange->run();
        self->deadlines.remove(ticket);
        held.release();
    };
    const bool waits = exchange->pace() == Pace::waits;
    if (waits ? pool.post_waiting(std::move(work)) : pool.post(std::move(work))) return;
    deadlines.remove(ticket);
    exchange->refuse(server_error("server is busy"));
}

void Service::Impl::serve_http(Request&& request, Reply&& reply) {
    if (options.jwt_secret)
        if (auto refusal = check_jwt(*options.jwt_secret, request)) return reply(*refusal);
    if (auto refusal = check_vhost(options.vhosts, request)) return reply(*refusal);
    if (auto preflight = cors.preflight(request)) return reply(*preflight);
    if (is_empty_get(request)) return reply(Response{.content_type = {}});
    if (auto refusal = check_call(request)) return reply(*refusal);
    if (!admit(request.remote)) return reply(too_many_requests());

    Response response{.content_type = "application/json"};
    cors.decorate(request, response);
    Incoming incoming{.text = std::move(request.body), .remote = std::move(request.remote)};
    incoming.respond = [to = std::move(reply),
                        out = std::move(response)](std::string answer) mutable {
        out.body = std::move(answer);
        to(std::move(out));
    };
    start(std::move(incoming));
}

std::optional<Response> Service::Impl::refuse_ws(const Request& request) const {
    if (options.jwt_secret) return check_jwt(*options.jwt_secret, request);
    return check_origin(options.ws_origins, request);
}

void Service::Impl::serve_ws(const http::WsPtr& connection, http::WsMessage message) {
    if (!admit(connection->remote())) {
        connection->send_text(too_many_text());
        return;
    }
    const auto host = std::static_pointer_cast<ConnectionSubscriptions>(connection->attachment);
    Incoming incoming{
        .text = std::move(message.data), .remote = connection->remote(), .host = host.get()};
    incoming.respond = [connection, host, hold = std::move(message.hold)](std::string answer) {
        if (!answer.empty()) connection->send_text(std::move(answer));
    };
    start(std::move(incoming));
}

Service::Service(MethodTable methods, ServeOptions options)
    : impl_(std::make_shared<Impl>(std::move(methods), std::move(options))) {}
Service::~Service() = default;

void Service::mount(http::Router& router) {
    const auto self = impl_;
    if (self->options.http_enabled)
        router.add_async(self->options.path, [self](Request&& request, Reply&& reply) {
            self->serve_http(std::move(request), std::move(reply));
        });
    if (!self->options.ws_enabled) return;
    router.websocket(
        self->options.path,
        {.refuse = [self](const Request& request) { return self->refuse_ws(request); },
         .on_open =
             [](const http::WsPtr& connection, const Request&) {
                 connection->attachment = std::make_shared<ConnectionSubscriptions>(connection);
             },
         .on_message =
             [self](const http::WsPtr& connection, http::WsMessage message) {
                 self->serve_ws(connection, std::move(message));
             },
         .on_close =
             [](const http::WsPtr& connection) {
                 std::static_pointer_cast<ConnectionSubscriptions>(connection->attachment)
                     ->close_all();
             }});
}

void Service::attach(http::Server& server) {
    impl_->server.store(&server, std::memory_order_release);
}

void Service::stop() { impl_->stop_source.request_stop(); }

RpcServer::RpcServer(std::unique_ptr<Service> service, std::unique_ptr<http::Server> server)
    : service_(std::move(service)), server_(std::move(server)) {}
RpcServer::~RpcServer() { stop(); }

void RpcServer::stop() {
    service_->stop();
    server_->stop();
}

std::string RpcServer::ws_url() const { return "ws" + server_->url().substr(4); }

std::expected<std::unique_ptr<RpcServer>, http::ServerError> serve(
    const http::ServerOptions& server_options, MethodTable methods, ServeOptions options,
    http::Router router) {
    auto service = std::make_unique<Service>(std::move(methods), std::move(options));
    service->mount(router);
    DUSK_TRY(server, http::Server::start(server_options, std::move(router)));
    service->attach(*server);
    return std::make_unique<RpcServer>(std::move(service), std::move(server));
}

}  // namespace dusk::rpc
