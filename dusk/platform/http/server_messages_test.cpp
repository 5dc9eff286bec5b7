#include <string>
#include <thread>

#include <gtest/gtest.h>

#include <dusk/platform/http/client.hpp>
#include <dusk/platform/http/server_fixture.hpp>

namespace dusk::http {
namespace {

using namespace std::chrono_literals;

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

}  // namespace
}  // namespace dusk::http
