#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <dusk/platform/http/client.hpp>
#include <dusk/platform/http/server_fixture.hpp>

namespace dusk::http {
namespace {

using namespace std::chrono_literals;

TEST(http_server, answers_and_keeps_the_connection) {
    const auto server = start();
    HttpClient client(server->url());
    for (int i = 0; i < 5; ++i) {
        const auto response = client.post("/echo", "hello " + std::to_string(i));
        ASSERT_TRUE(response) << response.error().message;
        EXPECT_EQ(response->body, "hello " + std::to_string(i));
    }
    EXPECT_EQ(server->connection_count(), 1u);
    EXPECT_EQ(client.get("/nowhere")->status, 404u);
    EXPECT_EQ(client.get("/echo")->status, 405u);
    EXPECT_EQ(client.get("/throw")->status, 500u);
    EXPECT_EQ(client.get("/drop")->status, 500u);
    EXPECT_EQ(client.get("/throw_async")->status, 500u);
    EXPECT_EQ(client.send(Method::head, "/fast", {}, {})->body, "");
    EXPECT_EQ(client.get("/fast")->body, "fast");
}

TEST(http_server, occupied_port_is_named) {
    const auto server = start();
    const auto second = Server::start({.port = server->port()}, {});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().message,
              "address already in use: 127.0.0.1:" + std::to_string(server->port()));
    EXPECT_EQ(Server::start({.host = "nonsense"}, {}).error().message,
              "not an IP address: nonsense");
}

TEST(http_server, slow_handlers_do_not_block_others) {
    std::atomic<bool> hold = true;
    auto router = echo_router();
    router.add(Method::get, "/held", [&](const Request&) {
        while (hold) std::this_thread::sleep_for(1ms);
        return Response::text("held");
    });
    const auto server = *Server::start({}, std::move(router));
    std::thread other([&] { EXPECT_EQ(HttpClient(server->url()).get("/held")->body, "held"); });
    HttpClient client(server->url());
    for (int i = 0; i < 20; ++i) EXPECT_EQ(client.get("/fast")->body, "fast");
    hold = false;
    other.join();
}

TEST(http_server, a_loop_goes_on_without_work_that_lasts) {
    std::atomic<bool> hold = false;
    std::atomic<bool> held = false;
    std::atomic<int> times_told = 0;
    Router router;
    router.add_async("/work", [&](Request request, Reply reply) {
        const bool lasting = request.query("lasting").has_value();
        auto to = std::make_shared<Reply>(std::move(reply));
        bool told = false;
        const bool ran = Server::run_here(
            [&] {
                if (lasting) {
                    held = true;
                    while (hold) std::this_thread::sleep_for(1ms);
                    held = false;
                }
                (*to)(Response::text("done"));
            },
            [&] { told = true; });
        if (lasting && told) ++times_told;
        if (!ran) (*to)(Response::text("refused"));
    });
    const auto server = *Server::start({}, std::move(router));
    // Refused is a proper answer at any time: a busy machine may hold up the thread that watches.
    const auto until_done = [&](std::string_view target) {
        HttpClient client(server->url());
        return comes_true([&] { return client.get(target)->body == "done"; });
    };
    HttpClient client(server->url());
    for (int round = 0; round < 5; ++round) {
        EXPECT_TRUE(until_done("/work"));
        hold = true;
        std::thread lasting([&] { EXPECT_TRUE(until_done("/work?lasting=1")); });
        EXPECT_TRUE(comes_true([&] { return held.load(); }));
        // The other thread takes over; it has nobody who could do the same for it.
        EXPECT_EQ(client.get("/work")->body, "refused");
        hold = false;
        lasting.join();
        EXPECT_TRUE(comes_true([&] { return times_told == round + 1; }));
    }
    EXPECT_FALSE(Server::run_here([] {}));
}

TEST(http_server, concurrent_clients_get_their_own_answers) {
    const auto server = start({.io_threads = 2});
    HttpClient client(server->url());
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 50; ++i) {
                const auto body = std::to_string(t * 1000 + i);
                const auto response = client.post("/echo", body);
                if (response && response->body == body) ++good;
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(good, 400);
}

TEST(http_server, cors_headers_for_allowed_pages_only) {
    auto router = echo_router();
    router.set_cors({{"http://page.example"}});
    const auto server = *Server::start({}, std::move(router));
    HttpClient client(server->url());
    const auto answer = client.get("/fast", {{"Origin", "http://page.example"}});
    EXPECT_EQ(answer->headers.get("Access-Control-Allow-Origin"), "http://page.example");
    const auto other = client.get("/fast", {{"Origin", "http://other.example"}});
    EXPECT_FALSE(other->headers.contains("Access-Control-Allow-Origin"));
    const auto preflight =
        client.send(Method::options, "/echo", {},
                    {{"Origin", "http://page.example"}, {"Access-Control-Request-Method", "POST"}});
    EXPECT_EQ(preflight->status, 204u);
    EXPECT_EQ(preflight->headers.get("Access-Control-Allow-Methods"), "POST");
}

TEST(http_server, stop_lets_running_requests_end) {
    std::promise<void> begun;
    auto router = echo_router();
    router.add(Method::get, "/begun", [&](const Request&) {
        begun.set_value();
        std::this_thread::sleep_for(200ms);
        return Response::text("done");
    });
    const auto server = *Server::start({}, std::move(router));
    std::thread client([&] { EXPECT_EQ(HttpClient(server->url()).get("/begun")->body, "done"); });
    begun.get_future().wait_for(30s);
    server->stop(30s);
    client.join();
    EXPECT_EQ(HttpClient(server->url(), {.connect_timeout = 500ms}).get("/fast").error().kind,
              HttpErrorKind::connect);
}

TEST(http_server, late_answers_outlive_the_server) {
    std::promise<Reply> came;
    Router router;
    router.add_async("/late", [&](Request, Reply reply) { came.set_value(std::move(reply)); });
    auto server = *Server::start({}, std::move(router));
    std::thread client([url = server->url()] { EXPECT_FALSE(HttpClient(url).get("/late")); });
    auto late = came.get_future();
    const bool has_come = late.wait_for(30s) == std::future_status::ready;
    server->stop(10ms);
    client.join();
    server.reset();
    ASSERT_TRUE(has_come);
    late.get()(Response::text("too late"));
}

}  // namespace
}  // namespace dusk::http
