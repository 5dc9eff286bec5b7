#include <algorithm>
#include <utility>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/http/router.hpp>

namespace dusk::http {
namespace {

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> out;
    if (path.starts_with('/')) path.remove_prefix(1);
    while (!path.empty()) {
        const auto end = std::min(path.find('/'), path.size());
        out.push_back(path.substr(0, end));
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return out;
}

std::vector<std::string> parse_pattern(std::string_view pattern) {
    DUSK_CHECK(pattern.starts_with('/'));
    std::vector<std::string> out;
    for (const auto segment : split(pattern)) out.emplace_back(segment);
    return out;
}

bool is_binding(std::string_view segment) { return segment.starts_with('{'); }

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string_view>& path) {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == "*" && i + 1 == pattern.size()) return true;
        if (i >= path.size()) return false;
        if (!is_binding(pattern[i]) && pattern[i] != path[i]) return false;
    }
    return pattern.size() == path.size();
}

void bind(const std::vector<std::string>& pattern, const std::vector<std::string_view>& path,
          Request& request) {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const std::string_view segment = pattern[i];
        if (is_binding(segment)) {
            request.params.emplace_back(segment.substr(1, segment.size() - 2),
                                        percent_decode(path[i], false));
        } else if (segment == "*" && i + 1 == pattern.size()) {
            std::string rest;
            for (auto j = i; j < path.size(); ++j)
                rest += (j == i ? "" : "/") + percent_decode(path[j], false);
            request.params.emplace_back("*", std::move(rest));
        }
    }
}

std::string_view method_text(Method method) {
    static constexpr std::string_view NAMES[] = {"GET",    "HEAD",    "POST",  "PUT",
                                                 "DELETE", "OPTIONS", "PATCH", "OTHER"};
    return NAMES[static_cast<std::size_t>(method)];
}

bool serves(const Router::Route& route, Method method) {
    return route.kind != Router::Route::Kind::sync || route.method == method ||
           (route.method == Method::get && method == Method::head);
}

}  // namespace

Reply::~Reply() {
    if (sink_) sink_->respond(Response::text("internal server error\n", 500), std::move(share_));
}

void Reply::operator()(Response response) {
    DUSK_CHECK(sink_ != nullptr);
    const auto sink = std::exchange(sink_, nullptr);
    sink->respond(std::move(response), std::move(share_));
}

void Router::add(Method method, std::string_view pattern, Handler handler, RunOn run_on) {
    routes_.push_back(std::make_shared<Route>(Route{.method = method,
                                                    .run_on = run_on,
                                                    .segments = parse_pattern(pattern),
                                                    .handler = std::move(handler)}));
}

void Router::add_async(std::string_view pattern, AsyncHandler handler) {
    routes_.push_back(std::make_shared<Route>(Route{.kind = Route::Kind::async,
                                                    .segments = parse_pattern(pattern),
                                                    .async_handler = std::move(handler)}));
}

void Router::websocket(std::string_view pattern, WsHandler handler) {
    routes_.push_back(std::make_shared<Route>(Route{.kind = Route::Kind::websocket,
                                                    .segments = parse_pattern(pattern),
                                                    .ws_handler = std::move(handler)}));
}

Router::Match Router::find(Request& request, bool websocket) const {
    const auto path = split(request.path());
    std::string allowed;
    for (const auto& route : routes_) {
        if ((route->kind == Route::Kind::websocket) != websocket) continue;
        if (!fits(route->segments, path)) continue;
        if (serves(*route, request.method)) {
            bind(route->segments, path, request);
            return {.route = route.get()};
        }
        allowed += (allowed.empty() ? "" : ", ") + std::string{method_text(route->method)};
    }
    if (allowed.empty()) return {.refusal = Response::text("404 page not found\n", 404)};
    auto refusal = Response::text("method not allowed\n", 405);
    refusal.headers.add("Allow", std::move(allowed));
    return {.refusal = std::move(refusal)};
}

}  // namespace dusk::http
