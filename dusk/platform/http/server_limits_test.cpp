#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <dusk/platform/http/client.hpp>
#include <dusk/platform/http/server_fixture.hpp>

namespace dusk::http {
namespace {

using namespace std::chrono_literals;

TEST(http_server, clients_that_do_not_read_are_dropped) {
    std::atomic<bool> asked = false;
    Router router;
    router.add(Method::get, "/large", [&](const Request&) {
        asked = true;
        return Response::text(std::string(40'000'000, 'x'));
    });
    const auto server = *Server::start({.write_timeout = 100ms}, std::move(router));
    const RawClient raw(server->port());
    raw.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(comes_true([&] { return asked && server->connection_count() == 0; }));
}

TEST(http_server, a_body_that_drips_in_is_cut_off) {
    const auto server = start({.read_timeout = 150ms});
    const RawClient raw(server->port());
    raw.send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n"
        "Expect: 100-continue\r\n\r\n");
    EXPECT_TRUE(raw.receive("\r\n\r\n").starts_with("HTTP/1.1 100 "));
    // Each byte in time, all of them far too late: the limit is one of the whole request.
    EXPECT_TRUE(comes_true([&] {
        raw.send("x");
        return server->connection_count() == 0;
    }));
}

TEST(http_server, slow_and_silent_clients_are_dropped) {
    const auto server = start({.read_timeout = 100ms, .idle_timeout = 100ms});
    const RawClient silent(server->port());
    const RawClient slow(server->port());
    slow.send("POST /echo HTTP/1.1\r\nContent-Len");
    EXPECT_EQ(silent.receive(), "");
    EXPECT_EQ(slow.receive(), "");
    EXPECT_EQ(server->connection_count(), 0u);
}

TEST(http_server, full_queue_is_answered_503) {
    std::atomic<int> busy = 0;
    Router router;
    router.add(Method::get, "/held", [&](const Request&) {
        EXPECT_TRUE(comes_true([&] { return busy >= 4; }));
        return Response::text("held");
    });
    const auto server =
        *Server::start({.worker_threads = 1, .worker_queue_max = 1}, std::move(router));
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i)
        threads.emplace_back([&] {
            const auto answer = HttpClient(server->url()).get("/held");
            if (answer && answer->status == 503) ++busy;
        });
    for (auto& thread : threads) thread.join();
    // One is served; a second waits if the worker has taken the first by then.
    EXPECT_GE(busy, 4);
    EXPECT_LE(busy, 5);
}

TEST(http_server, connections_beyond_the_limit_are_closed) {
    const auto server = start({.connections_max = 1});
    HttpClient first(server->url());
    EXPECT_TRUE(first.get("/fast"));
    EXPECT_FALSE(HttpClient(server->url()).get("/fast"));
    EXPECT_TRUE(first.get("/fast"));
}

TEST(http_server, connections_of_one_address_are_limited) {
    const auto server = start({.connections_per_address_max = 2});
    HttpClient first(server->url());
    {
        HttpClient second(server->url());
        EXPECT_TRUE(first.get("/fast"));
        EXPECT_TRUE(second.get("/fast"));
        EXPECT_FALSE(HttpClient(server->url()).get("/fast"));
    }
    EXPECT_TRUE(comes_true([&] { return server->connection_count() == 1; }));
    EXPECT_TRUE(HttpClient(server->url()).get("/fast"));
    EXPECT_TRUE(first.get("/fast"));
}

}  // namespace
}  // namespace dusk::http
