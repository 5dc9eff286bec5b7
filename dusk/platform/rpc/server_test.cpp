#include <atomic>
#include <ctime>
#include <mutex>
#include <thread>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <dusk/platform/http/client.hpp>
#include <dusk/platform/http/ws_client.hpp>
#include <dusk/platform/rpc/access.hpp>
#include <dusk/platform/rpc/call_metrics.hpp>
#include <dusk/platform/rpc/client.hpp>
#include <dusk/platform/rpc/params.hpp>
#include <dusk/platform/rpc/server.hpp>

namespace dusk::rpc {
namespace {

using namespace std::chrono_literals;

const std::string NUMBER_CALL = R"({"jsonrpc":"2.0","id":1,"method":"eth_blockNumber"})";
const std::string NUMBER_ANSWER = R"({"jsonrpc":"2.0","id":1,"result":"0x10"})";
const http::Headers JSON_TYPE{{"Content-Type", "application/json"}};

struct Fixture {
    std::mutex mutex;
    SubscriptionPtr heads;
    std::atomic<int> closed = 0;
    std::atomic<bool> gave_up = false;
    std::atomic<int> waiting = 0;
    std::unique_ptr<RpcServer> server;

    explicit Fixture(ServeOptions options = {}, http::ServerOptions http = {}) {
        MethodTable methods;
        methods.add(
            "eth_blockNumber", [](const Params&, CallContext&) -> Result { return Value("0x10"); },
            Pace::at_once);
        methods.add("test_echo", [](const Params& params, CallContext&) -> Result {
            return params.empty() ? Value(nullptr) : params[0];
        });
        methods.add("test_fail", [](const Params&, CallContext&) -> Result {
            return std::unexpected(Error{CODE_REVERTED, "execution reverted", Value("0x08c379a0")});
        });
        methods.add("test_slow", [this](const Params&, CallContext& context) -> Result {
            while (!context.expired()) std::this_thread::sleep_for(5ms);
            gave_up = true;
            return Value(nullptr);
        });
        methods.add(
            "test_wait",
            [this](const Params&, CallContext& context) -> Result {
                ++waiting;
                while (!context.expired() && !context.stop.stop_requested())
                    std::this_thread::sleep_for(5ms);
                --waiting;
                return Value(context.stop.stop_requested() ? "stopped" : "expired");
            },
            Pace::waits);
        methods.add_subscription("eth", "newHeads",
                                 [this](const Params& params, CallContext&,
                                        const SubscriptionPtr& sub) -> std::expected<void, Error> {
                                     if (!params.empty())
                                         return std::unexpected(invalid_params("no parameters"));
                                     sub->notify(Value("early"));
                                     sub->on_close([this] { ++closed; });
                                     const std::scoped_lock lock(mutex);
                                     heads = sub;
                                     return {};
                                 });
        methods.add_subscription("eth", "throws",
                                 [](const Params& params, CallContext&,
                                    const SubscriptionPtr&) -> std::expected<void, Error> {
                                     params.at(0).as_object();
                                     return {};
                                 });
        server = *serve(http, std::move(methods), std::move(options));
    }
    http::Response post(std::string body, const http::Headers& headers = JSON_TYPE) const {
        http::HttpClient client(server->url());
        auto response = client.post("", std::move(body), headers);
        EXPECT_TRUE(response);
        return response ? *response : http::Response{.status = 0};
    }
    SubscriptionPtr subscription() {
        const std::scoped_lock lock(mutex);
        return heads;
    }
};

TEST(rpc_server, answers_over_http) {
    const Fixture fixture;
    const auto response = fixture.post(NUMBER_CALL);
    EXPECT_EQ(response.status, 200u);
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(response.body, NUMBER_ANSWER);
    EXPECT_EQ(fixture.post("[" + NUMBER_CALL + "]").body, "[" + NUMBER_ANSWER + "]");
    EXPECT_EQ(fixture.post(R"({"jsonrpc":"2.0","method":"eth_blockNumber"})").body, "");
    EXPECT_EQ(fixture.post("{").body,
              R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}})");
}

TEST(rpc_server, checks_method_and_content_type_as_go_ethereum) {
    const Fixture fixture({}, {.body_size_max = 1000});
    http::HttpClient client(fixture.server->url());
    EXPECT_EQ(client.get("")->status, 200u);
    EXPECT_EQ(client.get("")->body, "");
    EXPECT_EQ(client.send(http::Method::put, "", NUMBER_CALL, JSON_TYPE)->status, 405u);
    const auto wrong = fixture.post(NUMBER_CALL, {{"Content-Type", "text/plain"}});
    EXPECT_EQ(wrong.status, 415u);
    EXPECT_EQ(wrong.body, "invalid content type, only application/json is supported\n");
    EXPECT_EQ(fixture.post(NUMBER_CALL, {}).status, 415u);
    for (const auto* type : {"application/json; charset=utf-8", "application/json-rpc",
                             "application/jsonrequest", "Application/JSON"})
        EXPECT_EQ(fixture.post(NUMBER_CALL, {{"Content-Type", type}}).body, NUMBER_ANSWER) << type;
    const auto large = fixture.post(std::string(1001, ' '));
    EXPECT_EQ(large.status, 413u);
    EXPECT_EQ(large.body, "content length too large (1001>1000)\n");
}

TEST(rpc_server, virtual_hosts) {
    const std::vector<std::string> vhosts = {"localhost", "node.example"};
    const auto allowed = [&](const std::string& host) {
        return !check_vhost(vhosts, http::Request{.headers = {{"Host", host}}});
    };
    for (const auto* host : {"node.example:8545", "NODE.example", "localhost", "10.0.0.1:1",
                             "10.0.0.1", "[::1]:1", "[::1]"})
        EXPECT_TRUE(allowed(host)) << host;
    for (const auto* host : {"evil.example", "node.example.evil", "1.2.3", "x.localhost:1"})
        EXPECT_FALSE(allowed(host)) << host;
    const auto refusal = check_vhost(vhosts, http::Request{.headers = {{"Host", "evil.example"}}});
    EXPECT_EQ(refusal->status, 403u);
    EXPECT_EQ(refusal->body, "invalid host specified\n");
    EXPECT_FALSE(check_vhost(vhosts, http::Request{}));
}

TEST(rpc_server, cors) {
    const Fixture fixture({.cors_domains = {"http://page.example"}});
    http::HttpClient client(fixture.server->url());
    const auto preflight = client.send(http::Method::options, "", {},
                                       {{"Origin", "http://page.example"},
                                        {"Access-Control-Request-Method", "POST"},
                                        {"Access-Control-Request-Headers", "content-type"}});
    EXPECT_EQ(preflight->status, 204u);
    EXPECT_EQ(preflight->headers.get("Access-Control-Allow-Origin"), "http://page.example");
    EXPECT_EQ(preflight->headers.get("Access-Control-Allow-Headers"), "content-type");
    const auto answer = fixture.post(
        NUMBER_CALL, {{"Content-Type", "application/json"}, {"Origin", "http://page.example"}});
    EXPECT_EQ(answer.headers.get("Access-Control-Allow-Origin"), "http://page.example");
    const auto foreign = fixture.post(
        NUMBER_CALL, {{"Content-Type", "application/json"}, {"Origin", "http://evil.example"}});
    EXPECT_FALSE(foreign.headers.contains("Access-Control-Allow-Origin"));
    EXPECT_EQ(foreign.body, NUMBER_ANSWER);
}

TEST(rpc_server, jwt) {
    const auto secret = jwt::Secret::from(Bytes(32, 7));
    const auto now_s = static_cast<std::uint64_t>(std::time(nullptr));
    const Fixture fixture({.jwt_secret = secret});
    const auto call = [&](std::string authorization) {
        return fixture.post(NUMBER_CALL, {{"Content-Type", "application/json"},
                                          {"Authorization", std::move(authorization)}});
    };
    EXPECT_EQ(call(jwt::make_authorization(secret, now_s)).body, NUMBER_ANSWER);
    EXPECT_EQ(call(jwt::make_authorization({}, now_s)).body, "signature is invalid\n");
    EXPECT_EQ(call(jwt::make_authorization(secret, now_s - 100)).body, "stale token\n");
    EXPECT_EQ(fixture.post(NUMBER_CALL).body, "missing token\n");
    EXPECT_EQ(fixture.post(NUMBER_CALL).status, 401u);
    EXPECT_FALSE(http::WsClient::connect(fixture.server->ws_url()));
    EXPECT_TRUE(http::WsClient::connect(
        fixture.server->ws_url(),
        {.headers = {{"Authorization", jwt::make_authorization(secret, now_s)}}}));
    Client client(fixture.server->url(), {.jwt_secret = secret});
    EXPECT_EQ(client.call("eth_blockNumber")->as_string(), "0x10");
}

TEST(rpc_server, calls_of_one_address_are_limited_in_rate) {
    const Fixture fixture({.rate_limit = {.calls_per_s = 0.01, .burst = 5}});
    for (int i = 0; i < 2; ++i) EXPECT_EQ(fixture.post(NUMBER_CALL).body, NUMBER_ANSWER);
    // The three that are left and two that are owed.
    const auto batch = "[" + NUMBER_CALL + "," + NUMBER_CALL + "," + NUMBER_CALL + "," +
                       NUMBER_CALL + "," + NUMBER_CALL + "]";
    EXPECT_EQ(fixture.post(batch).status, 200u);
    const auto refused = fixture.post(NUMBER_CALL);
    EXPECT_EQ(refused.status, 429u);
    EXPECT_EQ(refused.headers.get("Retry-After"), "1");
    const std::string error =
        R"({"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"rate limit exceeded"}})";
    EXPECT_EQ(refused.body, error);
    const auto client = http::WsClient::connect(fixture.server->ws_url());
    ASSERT_TRUE(client);
    ASSERT_TRUE((*client)->send_text(NUMBER_CALL));
    EXPECT_EQ((*client)->receive(2s)->data, error);
}

TEST(rpc_server, memory_of_waiting_requests_is_bounded) {
    const Fixture fixture({}, {.buffered_bytes_max = 400'000});
    const auto echo = [&](std::size_t size) {
        return fixture
            .post(R"({"jsonrpc":"2.0","id":1,"method":"test_echo","params":[")" +
                  std::string(size, 'x') + R"("]})")
            .body;
    };
    EXPECT_NE(echo(70'000).find("xxx"), std::string::npos);
    // The body itself fits, but not together with what is made of it.
    EXPECT_EQ(echo(250'000),
              R"({"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"server is busy"}})");
    EXPECT_NE(echo(70'000).find("xxx"), std::string::npos);
    for (int i = 0; i < 2'000 && fixture.server->http().buffered().used() > 0; ++i)
        std::this_thread::sleep_for(5ms);
    EXPECT_EQ(fixture.server->http().buffered().used(), 0u);
}

TEST(rpc_server, calls_are_counted_by_go_ethereums_names) {
    metrics::Registry registry;
    const Fixture fixture({.observer = std::make_shared<CallMetrics>(registry)});
    fixture.post("[" + NUMBER_CALL + "," + NUMBER_CALL + "]");
    fixture.post(R"({"jsonrpc":"2.0","id":1,"method":"test_fail"})");
    fixture.post(R"({"jsonrpc":"2.0","id":1,"method":"test_nothing"})");
    const auto text = registry.text();
    for (const auto* line :
         {"rpc_requests 4", "rpc_success 2", "rpc_failure 2", "rpc_duration_all_count 4",
          "rpc_duration_eth_blockNumber_success_count 2", "rpc_duration_test_fail_failure_count 1"})
        EXPECT_NE(text.find(std::string("\n") + line + "\n"), std::string::npos) << line << text;
    EXPECT_EQ(text.find("test_nothing"), std::string::npos);
}

TEST(rpc_server, observer_sees_every_call) {
    class Observer final : public CallObserver {
    public:
        void called(std::string_view method, std::chrono::nanoseconds, bool succeeded) override {
            seen += method.empty() ? 'u' : succeeded ? 's' : 'f';
        }
        std::string seen;
    };
    const auto observer = std::make_shared<Observer>();
    const Fixture fixture({.observer = observer});
    fixture.post(NUMBER_CALL);
    fixture.post(R"({"jsonrpc":"2.0","id":1,"method":"test_fail"})");
    fixture.post(R"({"jsonrpc":"2.0","id":1,"method":"test_nothing"})");
    EXPECT_EQ(observer->seen, "sfu");
}

TEST(rpc_server, slow_calls_time_out_and_others_go_on) {
    Fixture fixture({.limits = {.timeout = 200ms}});
    std::thread slow([&] {
        EXPECT_EQ(
            fixture.post(R"({"jsonrpc":"2.0","id":1,"method":"test_slow"})").body,
            R"({"jsonrpc":"2.0","id":1,"error":{"code":-32002,"message":"request timed out"}})");
    });
    EXPECT_EQ(fixture.post(NUMBER_CALL).body, NUMBER_ANSWER);
    slow.join();
    for (int i = 0; i < 100 && !fixture.gave_up; ++i) std::this_thread::sleep_for(5ms);
    EXPECT_TRUE(fixture.gave_up);
}

TEST(rpc_server, calls_that_wait_keep_no_worker_and_end_with_the_server) {
    Fixture fixture({}, {.worker_threads = 1});
    std::vector<std::thread> clients;
    for (int i = 0; i < 3; ++i)
        clients.emplace_back([&] {
            EXPECT_EQ(fixture.post(R"({"jsonrpc":"2.0","id":1,"method":"test_wait"})").body,
                      R"({"jsonrpc":"2.0","id":1,"result":"stopped"})");
        });
    while (fixture.waiting < 3) std::this_thread::sleep_for(1ms);
    EXPECT_EQ(fixture.post(R"({"jsonrpc":"2.0","id":1,"method":"test_echo","params":[7]})").body,
              R"({"jsonrpc":"2.0","id":1,"result":7})");
    EXPECT_EQ(fixture.waiting, 3);
    fixture.server->stop();
    for (auto& client : clients) client.join();
}

std::string receive(http::WsClient& client) {
    auto message = client.receive(2s);
    return message ? message->data : "error: " + message.error().message;
}

TEST(rpc_server, websocket_answers_on_the_same_port) {
    const Fixture fixture;
    const auto client = *http::WsClient::connect(fixture.server->ws_url());
    ASSERT_TRUE(client->send_text(NUMBER_CALL));
    EXPECT_EQ(receive(*client), NUMBER_ANSWER);
    ASSERT_TRUE(client->send_text("{"));
    EXPECT_NE(receive(*client).find("parse error"), std::string::npos);
    ASSERT_TRUE(
        client->send_text(R"({"jsonrpc":"2.0","id":2,"method":"test_echo","params":["a"]})"));
    EXPECT_EQ(receive(*client), R"({"jsonrpc":"2.0","id":2,"result":"a"})");
}

TEST(rpc_server, websocket_origins) {
    const Fixture fixture({.ws_origins = {"http://page.example"}});
    const auto connects = [&](const std::string& origin) {
        return http::WsClient::connect(fixture.server->ws_url(), {.headers = {{"Origin", origin}}})
            .has_value();
    };
    EXPECT_TRUE(connects("http://page.example"));
    EXPECT_FALSE(connects("http://evil.example"));
    EXPECT_TRUE(http::WsClient::connect(fixture.server->ws_url()));
    const Fixture closed({.ws_enabled = false});
    EXPECT_FALSE(http::WsClient::connect(closed.server->ws_url()));
}

TEST(rpc_server, subscription_lives_from_its_id_to_unsubscribe) {
    Fixture fixture;
    const auto client = *http::WsClient::connect(fixture.server->ws_url());
    ASSERT_TRUE(client->send_text(
        R"({"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]})"));
    const auto answer = boost::json::parse(receive(*client));
    const std::string id{answer.at("result").as_string()};
    EXPECT_TRUE(id.starts_with("0x"));
    const auto event = [&](const std::string& result) {
        return R"({"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":")" + id +
               R"(","result":)" + result + "}}";
    };
    EXPECT_EQ(receive(*client), event("\"early\""));
    EXPECT_TRUE(fixture.subscription()->notify_json(R"({"number":"0x1"})"));
    EXPECT_EQ(receive(*client), event(R"({"number":"0x1"})"));
    ASSERT_TRUE(client->send_text(
        R"({"jsonrpc":"2.0","id":2,"method":"eth_unsubscribe","params":[")" + id + R"("]})"));
    EXPECT_EQ(receive(*client), R"({"jsonrpc":"2.0","id":2,"result":true})");
    EXPECT_EQ(fixture.closed, 1);
    EXPECT_TRUE(fixture.subscription()->closed());
    EXPECT_FALSE(fixture.subscription()->notify(Value(1)));
    ASSERT_TRUE(client->send_text(
        R"({"jsonrpc":"2.0","id":3,"method":"eth_unsubscribe","params":[")" + id + R"("]})"));
    EXPECT_NE(receive(*client).find("subscription not found"), std::string::npos);
}

TEST(rpc_server, subscription_ends_with_its_connection) {
    Fixture fixture;
    auto client = *http::WsClient::connect(fixture.server->ws_url());
    ASSERT_TRUE(client->send_text(
        R"({"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]})"));
    receive(*client);
    client.reset();
    for (int i = 0; i < 400 && fixture.closed == 0; ++i) std::this_thread::sleep_for(5ms);
    EXPECT_EQ(fixture.closed, 1);
    EXPECT_FALSE(fixture.subscription()->notify(Value(1)));
}

TEST(rpc_server, refused_subscriptions) {
    Fixture fixture;
    const auto client = *http::WsClient::connect(fixture.server->ws_url());
    const std::pair<std::string, std::string> rows[] = {
        {R"(["other"])",
         R"({"code":-32601,"message":"no \"other\" subscription in eth namespace"})"},
        {R"(["throws"])", R"({"code":-32603,"message":"method handler crashed"})"},
        {"[]", R"({"code":-32602,"message":"expected subscription name as first argument"})"},
        {"{}", R"({"code":-32602,"message":"non-array args"})"},
        {R"(["newHeads",1])", R"({"code":-32602,"message":"no parameters"})"},
    };
    for (const auto& [params, error] : rows) {
        ASSERT_TRUE(client->send_text(
            R"({"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":)" + params + "}"));
        EXPECT_EQ(receive(*client), R"({"jsonrpc":"2.0","id":1,"error":)" + error + "}");
    }
}

TEST(rpc_client, calls_and_batches) {
    const Fixture fixture;
    Client client(fixture.server->url());
    EXPECT_EQ(client.call("eth_blockNumber")->as_string(), "0x10");
    EXPECT_EQ(client.call("test_echo", {"a\"b"})->as_string(), "a\"b");
    const auto failed = client.call("test_fail");
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, ClientErrorKind::rpc);
    EXPECT_EQ(failed.error().code, CODE_REVERTED);
    EXPECT_EQ(failed.error().message, "execution reverted");
    EXPECT_EQ(failed.error().data->as_string(), "0x08c379a0");
    const std::vector<BatchCall> calls = {
        {"eth_blockNumber", {}}, {"test_fail", {}}, {"test_echo", {7}}};
    const auto answers = client.batch(calls);
    ASSERT_TRUE(answers);
    EXPECT_EQ((*answers)[0]->as_string(), "0x10");
    EXPECT_EQ((*answers)[1].error().code, CODE_REVERTED);
    EXPECT_EQ((*answers)[2]->as_int64(), 7);
    EXPECT_TRUE(client.batch({})->empty());
}

TEST(rpc_client, batch_refused_as_a_whole) {
    const Fixture fixture({.limits = {.batch_items_max = 1}});
    Client client(fixture.server->url());
    const std::vector<BatchCall> calls(2, {"eth_blockNumber", {}});
    const auto answers = client.batch(calls);
    ASSERT_TRUE(answers);
    EXPECT_EQ((*answers)[0].error().message, "batch too large");
    EXPECT_EQ((*answers)[1].error().kind, ClientErrorKind::malformed);
}

TEST(rpc_client, tells_transport_from_malformed_and_retries) {
    EXPECT_EQ(Client("http://127.0.0.1:1").call("x").error().kind, ClientErrorKind::transport);
    std::atomic<int> calls = 0;
    http::Router router;
    router.add_async("/", [&](http::Request, http::Reply reply) {
        reply(++calls < 3 ? http::Response::text("busy", 503) : http::Response::json("7"));
    });
    const auto server = *http::Server::start({}, std::move(router));
    const auto busy = Client(server->url()).call("x");
    EXPECT_EQ(busy.error().kind, ClientErrorKind::transport);
    EXPECT_EQ(busy.error().code, 503);
    const auto odd = Client(server->url(), {.retries = 3, .retry_delay = 1ms}).call("x");
    EXPECT_EQ(odd.error().kind, ClientErrorKind::malformed);
    EXPECT_EQ(calls, 3);
}

TEST(rpc_client, many_threads_share_one_client) {
    const Fixture fixture;
    Client client(fixture.server->url());
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 50; ++i)
                if (client.call("test_echo", {t * 100 + i}) == Value(t * 100 + i)) ++good;
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(good, 400);
}

}  // namespace
}  // namespace dusk::rpc
