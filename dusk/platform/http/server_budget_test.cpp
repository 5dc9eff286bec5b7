#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include <dusk/platform/http/client.hpp>
#include <dusk/platform/http/server_fixture.hpp>

namespace dusk::http {
namespace {

using namespace std::chrono_literals;

TEST(http_server, requests_beyond_the_memory_of_all_are_answered_503) {
    std::atomic<bool> hold = true;
    std::atomic<bool> held = false;
    auto router = echo_router();
    router.add(Method::post, "/held", [&](const Request&) {
        held = true;
        while (hold) std::this_thread::sleep_for(1ms);
        return Response::text("held");
    });
    const auto server = *Server::start({.buffered_bytes_max = 1'500'000}, std::move(router));
    const std::string body(900'000, 'x');
    std::thread first(
        [&] { EXPECT_EQ(HttpClient(server->url()).post("/held", body)->body, "held"); });
    EXPECT_TRUE(comes_true([&] { return held.load(); }));
    const auto refused = HttpClient(server->url()).post("/echo", body);
    ASSERT_TRUE(refused) << refused.error().message;
    EXPECT_EQ(refused->status, 503u);
    EXPECT_EQ(refused->body, "server is busy\n");
    const std::string small(60'000, 'x');
    EXPECT_EQ(HttpClient(server->url()).post("/echo", small)->body, small);
    hold = false;
    first.join();
    EXPECT_TRUE(holds_nothing(*server));
    EXPECT_EQ(HttpClient(server->url()).post("/echo", body)->body, body);
    EXPECT_TRUE(holds_nothing(*server));
}

TEST(http_server, bodies_count_while_they_come_and_until_their_connection_ends) {
    const auto server = start({.buffered_bytes_max = 1'500'000});
    const std::string body(900'000, 'x');
    const auto is_refused = [&] {
        return HttpClient(server->url()).post("/echo", body)->status == 503;
    };
    for (const auto* head :
         {"Content-Length: 900000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\ndbba0\r\n"}) {
        {
            const RawClient raw(server->port());
            raw.send(std::string("POST /echo HTTP/1.1\r\nHost: x\r\n") + head +
                     body.substr(0, 800'000));
            EXPECT_TRUE(comes_true([&] { return server->buffered().used() >= 800'000; }));
            EXPECT_TRUE(is_refused());
        }
        EXPECT_TRUE(holds_nothing(*server));
        EXPECT_FALSE(is_refused());
        EXPECT_TRUE(holds_nothing(*server));
    }
    {
        const RawClient malformed(server->port());
        malformed.send(
            "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n30d40\r\n" +
            std::string(200'000, 'x') + "nonsense\r\n");
        EXPECT_TRUE(malformed.receive("\r\n").starts_with("HTTP/1.1 400 "));
        EXPECT_TRUE(holds_nothing(*server));
    }
}

TEST(http_server, a_body_that_never_ends_gives_its_memory_back) {
    const auto server = start({.read_timeout = 200ms});
    const RawClient raw(server->port());
    raw.send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n"
        "Expect: 100-continue\r\n\r\n");
    EXPECT_TRUE(raw.receive("\r\n\r\n").starts_with("HTTP/1.1 100 "));
    raw.send(std::string(800'000, 'x'));
    EXPECT_TRUE(holds_something(*server));
    EXPECT_EQ(raw.receive(), "");
    EXPECT_TRUE(holds_nothing(*server));
}

TEST(http_server, answers_beyond_the_memory_of_all_are_503_on_a_connection_that_goes_on) {
    auto router = echo_router();
    router.add(Method::get, "/large",
               [](const Request&) { return Response::text(std::string(2'000'000, 'x')); });
    const auto server = *Server::start({.buffered_bytes_max = 1'000'000}, std::move(router));
    HttpClient client(server->url());
    EXPECT_EQ(client.get("/large")->status, 503u);
    EXPECT_EQ(client.get("/fast")->body, "fast");
    EXPECT_EQ(server->connection_count(), 1u);
    EXPECT_TRUE(holds_nothing(*server));
}

TEST(http_server, answers_count_until_they_are_taken_or_their_reader_is_dropped) {
    for (const bool takes : {true, false}) {
        std::atomic<bool> asked = false;
        Router router;
        router.add(Method::get, "/large", [&](const Request&) {
            asked = true;
            return Response::text(std::string(40'000'000, 'x'));
        });
        const auto server =
            *Server::start({.buffered_bytes_max = 60'000'000, .write_timeout = takes ? 30s : 500ms},
                           std::move(router));
        const RawClient raw(server->port());
        raw.send("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        EXPECT_TRUE(comes_true([&] { return asked.load(); }));
        EXPECT_TRUE(holds_something(*server));
        if (takes) {
            EXPECT_GT(raw.receive().size(), 40'000'000u);
        }
        EXPECT_TRUE(holds_nothing(*server));
    }
}

TEST(http_server, a_request_counts_until_its_handler_has_done_with_it) {
    std::atomic<bool> hold = true;
    std::atomic<bool> held = false;
    Router router;
    router.add(Method::post, "/held", [&](const Request&) {
        held = true;
        EXPECT_TRUE(comes_true([&] { return !hold; }));
        return Response::text("held");
    });
    const auto server = *Server::start({}, std::move(router));
    {
        const RawClient raw(server->port());
        raw.send("POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n" +
                 std::string(900'000, 'x'));
        EXPECT_TRUE(comes_true([&] { return held.load(); }));
    }
    EXPECT_GE(server->buffered().used(), 900'000u);
    hold = false;
    EXPECT_TRUE(holds_nothing(*server));
}

TEST(http_server, answers_count_while_they_wait_for_their_loop) {
    std::atomic<bool> hold = true;
    std::atomic<bool> held = false;
    Router router;
    router.add(Method::get, "/large", [&](const Request&) {
        EXPECT_TRUE(comes_true([&] { return held.load(); }));
        return Response::text(std::string(2'000'000, 'x'));
    });
    router.add(
        Method::get, "/held",
        [&](const Request&) {
            held = true;
            EXPECT_TRUE(comes_true([&] { return !hold; }));
            return Response::text("held");
        },
        RunOn::io_thread);
    const auto server = *Server::start({}, std::move(router));
    const RawClient large(server->port());
    large.send("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const RawClient other(server->port());
    other.send("GET /held HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(comes_true([&] { return server->buffered().used() >= 2'000'000; }));
    hold = false;
    EXPECT_TRUE(other.receive().ends_with("held"));
    EXPECT_GT(large.receive().size(), 2'000'000u);
    EXPECT_TRUE(holds_nothing(*server));
}

}  // namespace
}  // namespace dusk::http
