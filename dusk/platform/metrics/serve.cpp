#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <dusk/platform/metrics/metrics.hpp>

namespace dusk::metrics {
namespace {

http::Response health_response(const Health& health) {
    boost::json::object body{{"status", health.ok ? "ok" : "unhealthy"}};
    if (!health.detail.empty()) body["detail"] = health.detail;
    return http::Response::json(boost::json::serialize(body), health.ok ? 200 : 503);
}

}  // namespace

void mount(http::Router& router, Registry& registry, Probes probes) {
    const auto metrics = [&registry](const http::Request&) {
        return http::Response{.body = registry.text(),
                              .content_type = "text/plain; version=0.0.4; charset=utf-8"};
    };
    router.add(http::Method::get, "/metrics", metrics);
    router.add(http::Method::get, "/debug/metrics/prometheus", metrics);
    const auto add_probe = [&](std::string_view path, std::function<Health()> probe) {
        router.add(http::Method::get, path, [probe = std::move(probe)](const http::Request&) {
            return health_response(probe ? probe() : Health{});
        });
    };
    add_probe("/health", std::move(probes.health));
    add_probe("/ready", std::move(probes.ready));
}

std::expected<std::unique_ptr<http::Server>, http::ServerError> serve(
    const std::string& host, std::uint16_t port, Registry& registry, Probes probes,
    const std::function<void(http::Router&)>& more) {
    http::Router router;
    mount(router, registry, std::move(probes));
    if (more) more(router);
    return http::Server::start(
        {.host = host, .port = port, .worker_threads = 2, .connections_max = 64},
        std::move(router));
}

}  // namespace dusk::metrics
