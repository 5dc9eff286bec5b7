#include <gtest/gtest.h>

#include <dusk/platform/http/client.hpp>
#include <dusk/platform/http/server_fixture.hpp>

namespace dusk::http {
namespace {

using namespace std::chrono_literals;

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
    EXPECT_TRUE(comes_true([&] { return server->connection_count() == 0; }));
    EXPECT_TRUE(client.get("/fast"));
}

}  // namespace
}  // namespace dusk::http
