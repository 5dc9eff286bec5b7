#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <dusk/platform/http/client.hpp>
#include <dusk/platform/http/server.hpp>

namespace dusk::http {
namespace {

using namespace std::chrono_literals;

Router echo_router() {
    Router router;
    router.add(Method::post, "/echo", [](const Request& r) { return Response::text(r.body); });
    router.add(
        Method::get, "/fast", [](const Request&) { return Response::text("fast"); },
        RunOn::io_thread);
    router.add(Method::get, "/slow", [](const Request&) {
        std::this_thread::sleep_for(300ms);
        return Response::text("slow");
    });
    router.add(Method::get, "/throw",
               [](const Request&) -> Response { throw std::runtime_error("x"); });
    router.add_async("/drop", [](Request, Reply) {});
    router.add_async("/throw_async", [](Request, Reply) { throw std::runtime_error("x"); });
    return router;
}

std::unique_ptr<Server> start(ServerOptions options = {}) {
    auto server = Server::start(options, echo_router());
    EXPECT_TRUE(server);
    return *std::move(server);
}

/// A socket that sends what no proper client would.
class RawClient {
public:
    explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        const timeval limit{.tv_sec = 5, .tv_usec = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    }
    ~RawClient() { ::close(socket_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;
    void send(std::string_view text) const {
        [[maybe_unused]] const auto n = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    }
    void end() const { ::shutdown(socket_, SHUT_WR); }
    /// All that comes until the server closes, or until `until` was seen.
    std::string receive(std::string_view until = {}) const {
        std::string out;
        char chunk[4096];
        while (until.empty() || out.find(until) == std::string::npos) {
            const auto count = ::recv(socket_, chunk, sizeof chunk, 0);
            if (count <= 0) break;
            out.append(chunk, static_cast<std::size_t>(count));
        }
        return out;
    }

private:
    int socket_;
};

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

TEST(http_server, large_bodies_pass_and_larger_are_refused) {
    const auto server = start({.body_size_max = 1'000'000});
    HttpClient client(server->url());
    const std::string body(1'000'000, 'x');
    EXPECT_EQ(client.post("/echo", body)->body, body);
    const auto refused = client.post("/echo", body + "x");
    ASSERT_TRUE(refused) << refused.error().message;
    EXPECT_EQ(refused->status, 413u);
    EXPECT_EQ(refused->body, "content length too large (1000001>1000000)\n");
}

TEST(http_server, chunked_bodies_and_pipelined_requests) {
    const auto server = start({.body_size_max = 100});
    const RawClient raw(server->port());
    raw.send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\nGET /fast HTTP/1.1\r\nHost: x\r\n"
        "Connection: close\r\n\r\n");
    const auto text = raw.receive();
    EXPECT_NE(text.find("hello!"), std::string::npos) << text;
    EXPECT_NE(text.find("\r\n\r\nfast"), std::string::npos) << text;
    const RawClient large(server->port());
    large.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" +
               std::string(255, 'x') + "\r\n");
    EXPECT_TRUE(large.receive().starts_with("HTTP/1.1 413 "));
}

TEST(http_server, many_pipelined_requests_are_answered_in_order) {
    const auto server = start();
    const RawClient raw(server->port());
    std::string requests;
    for (int i = 0; i < 500; ++i) {
        const auto body = std::to_string(i);
        requests +=
            "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
            "\r\n\r\n" + body + "GET /fast HTTP/1.1\r\nHost: x\r\n\r\n";
    }
    raw.send(requests + "GET /fast HTTP/1.0\r\n\r\n");
    const auto text = raw.receive();
    std::size_t at = 0;
    for (int i = 0; i < 500; ++i) {
        at = text.find("\r\n\r\n" + std::to_string(i) + "HTTP", at);
        ASSERT_NE(at, std::string::npos) << i;
        at = text.find("fast", at);
        ASSERT_NE(at, std::string::npos) << i;
    }
}

TEST(http_server, a_client_that_ends_its_side_still_gets_its_answer) {
    const auto server = start();
    const RawClient raw(server->port());
    raw.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    raw.end();
    EXPECT_TRUE(raw.receive().ends_with("slow"));
}

TEST(http_server, large_answers_reach_slow_readers_whole) {
    Router router;
    router.add(Method::get, "/large",
               [](const Request&) { return Response::text(std::string(20'000'000, 'x')); });
    const auto server = *Server::start({}, std::move(router));
    const RawClient raw(server->port());
    raw.send("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    std::this_thread::sleep_for(100ms);
    const auto text = raw.receive();
    EXPECT_EQ(text.size() - text.find("\r\n\r\n") - 4, 20'000'000u);
}

TEST(http_server, clients_that_do_not_read_are_dropped) {
    Router router;
    router.add(Method::get, "/large",
               [](const Request&) { return Response::text(std::string(40'000'000, 'x')); });
    const auto server = *Server::start({.write_timeout = 100ms}, std::move(router));
    const RawClient raw(server->port());
    raw.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    for (int i = 0; i < 400 && server->connection_count() != 1; ++i)
        std::this_thread::sleep_for(5ms);
    for (int i = 0; i < 400 && server->connection_count() != 0; ++i)
        std::this_thread::sleep_for(5ms);
    EXPECT_EQ(server->connection_count(), 0u);
}

TEST(http_server, a_body_that_drips_in_is_cut_off) {
    const auto server = start({.read_timeout = 150ms});
    const RawClient raw(server->port());
    raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
    const auto begin = std::chrono::steady_clock::now();
    // Each byte in time, all of them far too late: the limit is one of the whole request.
    while (server->connection_count() > 0 && std::chrono::steady_clock::now() - begin < 5s) {
        raw.send("x");
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
}

TEST(http_server, expect_continue_is_answered) {
    const auto server = start();
    const RawClient raw(server->port());
    raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(raw.receive("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    raw.send("ok");
    EXPECT_TRUE(raw.receive("\r\n\r\nok").starts_with("HTTP/1.1 200 OK"));
}

TEST(http_server, malformed_requests_are_refused) {
    const auto server = start();
    for (const auto* text :
         {"nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n",
          "POST /echo HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
          "POST /echo HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          "GET /fast HTTP/1.1\r\nbad header\r\n\r\n"}) {
        const RawClient raw(server->port());
        raw.send(text);
        EXPECT_TRUE(raw.receive().starts_with("HTTP/1.1 400 ")) << text;
    }
    const RawClient raw(server->port());
    raw.send("GET /fast HTTP/1.1\r\nX: " + std::string(40'000, 'a'));
    EXPECT_TRUE(raw.receive().starts_with("HTTP/1.1 431 "));
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
        for (int i = 0; i < 10'000; ++i) {
            if (client.get(target)->body == "done") return true;
            std::this_thread::sleep_for(1ms);
        }
        return false;
    };
    HttpClient client(server->url());
    for (int round = 0; round < 5; ++round) {
        EXPECT_TRUE(until_done("/work"));
        hold = true;
        std::thread lasting([&] { EXPECT_TRUE(until_done("/work?lasting=1")); });
        for (int i = 0; i < 10'000 && !held; ++i) std::this_thread::sleep_for(1ms);
        EXPECT_TRUE(held);
        // The other thread takes over; it has nobody who could do the same for it.
        EXPECT_EQ(client.get("/work")->body, "refused");
        hold = false;
        lasting.join();
        for (int i = 0; i < 10'000 && times_told <= round; ++i) std::this_thread::sleep_for(1ms);
        EXPECT_EQ(times_told, round + 1);
    }
    EXPECT_FALSE(Server::run_here([] {}));
}

TEST(http_server, full_queue_is_answered_503) {
    const auto server = start({.worker_threads = 1, .worker_queue_max = 1});
    std::atomic<int> busy = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i)
        threads.emplace_back([&] {
            if (HttpClient(server->url()).get("/slow")->status == 503) ++busy;
        });
    for (auto& thread : threads) thread.join();
    EXPECT_GE(busy, 3);
    EXPECT_LE(busy, 5);
}

/// Whether the server gives back all that it has counted.
bool holds_nothing(Server& server) {
    for (int i = 0; i < 6'000 && server.buffered().used() > 0; ++i)
        std::this_thread::sleep_for(5ms);
    return server.buffered().used() == 0;
}
bool holds_something(Server& server) {
    for (int i = 0; i < 6'000 && server.buffered().used() == 0; ++i)
        std::this_thread::sleep_for(5ms);
    return server.buffered().used() > 0;
}

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
    for (int i = 0; i < 30'000 && !held; ++i) std::this_thread::sleep_for(1ms);
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
            for (int i = 0; i < 6'000 && server->buffered().used() < 800'000; ++i)
                std::this_thread::sleep_for(5ms);
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
    raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n" +
             std::string(800'000, 'x'));
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
    Router router;
    router.add(Method::get, "/large",
               [](const Request&) { return Response::text(std::string(40'000'000, 'x')); });
    const auto server = *Server::start({.buffered_bytes_max = 60'000'000, .write_timeout = 500ms},
                                       std::move(router));
    const RawClient raw(server->port());
    raw.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(holds_something(*server));
    EXPECT_TRUE(holds_nothing(*server));
    EXPECT_EQ(HttpClient(server->url()).get("/large")->body.size(), 40'000'000u);
    EXPECT_TRUE(holds_nothing(*server));
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
    for (int i = 0; i < 100 && server->connection_count() > 1; ++i)
        std::this_thread::sleep_for(5ms);
    EXPECT_TRUE(HttpClient(server->url()).get("/fast"));
    EXPECT_TRUE(first.get("/fast"));
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

TEST(http_client, tells_errors_apart) {
    const auto server = start();
    const ClientOptions fast{.timeout = 50ms};
    const ClientOptions small{.response_size_max = 10};
    EXPECT_EQ(HttpClient("nonsense").get("/").error().kind, HttpErrorKind::bad_url);
    EXPECT_EQ(HttpClient("http://127.0.0.1:1").get("/").error().kind, HttpErrorKind::connect);
    EXPECT_EQ(HttpClient("http://none.invalid").get("/").error().kind, HttpErrorKind::resolve);
    EXPECT_EQ(HttpClient(server->url(), fast).get("/slow").error().kind, HttpErrorKind::timeout);
    EXPECT_EQ(HttpClient(server->url(), small).post("/echo", "12345678901").error().kind,
              HttpErrorKind::too_large);
    EXPECT_EQ(
        HttpClient("https://127.0.0.1:" + std::to_string(server->port())).get("/").error().kind,
        HttpErrorKind::tls);
}

TEST(http_client, reconnects_after_the_server_closed_an_idle_connection) {
    const auto server = start({.idle_timeout = 60ms});
    HttpClient client(server->url());
    EXPECT_TRUE(client.get("/fast"));
    std::this_thread::sleep_for(250ms);
    EXPECT_TRUE(client.get("/fast"));
}

}  // namespace
}  // namespace dusk::http
