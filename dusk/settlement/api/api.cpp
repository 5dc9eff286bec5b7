#include <boost/json.hpp>

#include <dusk/platform/log/log.hpp>
#include <dusk/settlement/api/api.hpp>
#include <dusk/settlement/api/endpoints.hpp>
#include <dusk/settlement/api/graphql.hpp>

namespace dusk::settlement::api {
namespace {

constexpr std::size_t MAX_BODY_SIZE = 3 * 1024 * 1024;
constexpr std::size_t MAX_GRAPHQL_SIZE = 256 * 1024;
constexpr std::size_t MAX_WS_MESSAGE_SIZE = 256 * 1024;

}  // namespace

Api::Api(Node& node, bool allow_revert) : node_(node), allow_revert_(allow_revert) {
    node.set_listener([this](const NodeEvent& event) {
        for (const auto& one : rues_events(event)) sessions_.publish(one);
    });
}

std::expected<std::unique_ptr<Api>, std::string> Api::start(Node& node, ApiOptions options) {
    auto api = std::make_unique<Api>(node, options.allow_revert);
    options.server.body_size_max = MAX_BODY_SIZE;
    options.server.ws_message_size_max = MAX_WS_MESSAGE_SIZE;
    auto server = http::Server::start(options.server, api->routes(std::move(options.cors)));
    if (!server) return std::unexpected(server.error().message);
    api->server_ = *std::move(server);
    return api;
}

Api::~Api() {
    if (server_) server_->stop();
}

http::Router Api::routes(http::CorsPolicy cors) {
    http::Router router;
    router.set_cors(std::move(cors));
    router.websocket("/on", sessions_.handler());
    for (const auto method : {http::Method::post, http::Method::get, http::Method::del})
        router.add(method, "/on/*",
                   [this](const http::Request& request) { return dispatch(request); });
    for (const auto method : {http::Method::post, http::Method::get})
        router.add(method, "/graphql",
                   [this](const http::Request& request) { return graphql(request); });
    return router;
}

http::Response Api::dispatch(const http::Request& request) {
    if (const auto refused = check_version(request)) return respond(*refused);
    const auto path = parse_rues_path(request.path());
    if (!path) return respond(ApiError::not_found("malformed path"));
    if (request.method == http::Method::get) return sessions_.subscribe(request, *path);
    if (request.method == http::Method::del) return sessions_.unsubscribe(request, *path);
    auto result = run_endpoint(
        {.node = node_, .request = request, .path = *path, .allow_revert = allow_revert_});
    if (!result) return respond(result.error());
    return respond(request, *std::move(result));
}

http::Response Api::graphql(const http::Request& request) {
    std::string body = request.body;
    if (request.method == http::Method::get) {
        boost::json::object object{{"query", request.query("query").value_or("")}};
        if (const auto variables = request.query("variables")) {
            boost::system::error_code error;
            auto parsed = boost::json::parse(*variables, error);
            if (!error) object["variables"] = std::move(parsed);
        }
        body = boost::json::serialize(object);
    }
    if (body.size() > MAX_GRAPHQL_SIZE) return respond(ApiError{413, "Payload too large"});
    auto answer = serve_graphql(node_, body);
    if (!answer) return respond(ApiError::invalid(answer.error()));
    return respond(request, Content{*std::move(answer)});
}

}  // namespace dusk::settlement::api
