#include <atomic>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <dusk/platform/http/server_fixture.hpp>
#include <dusk/platform/http/websocket.hpp>
#include <dusk/platform/http/ws_client.hpp>

namespace dusk::http {
namespace {

using namespace std::chrono_literals;

/// Echoes messages and remembers the last connection.
struct Fixture {
    std::atomic<int> opened = 0;
    std::atomic<int> closed = 0;
    std::mutex mutex;
    WsPtr last;
    std::unique_ptr<Server> server;

    explicit Fixture(ServerOptions options = {}) {
        Router router;
        router.add(Method::get, "/", [](const Request&) { return Response::text("http"); });
        router.websocket("/", {.refuse = [](const Request& request) -> std::optional<Response> {
                                   if (request.headers.contains("X-Bad"))
                                       return Response::text("no", 403);
                                   return std::nullopt;
                               },
                               .on_open =
                                   [this](const WsPtr& connection, const Request&) {
                                       ++opened;
                                       const std::scoped_lock lock(mutex);
                                       last = connection;
                                   },
                               .on_message =
                                   [](const WsPtr& connection, WsMessage message) {
                                       if (message.data == "throw") throw std::runtime_error("x");
                                       if (message.data == "bye")
                                           return connection->close(1000, "done");
                                       if (message.binary) {
                                           connection->send_binary(std::move(message.data));
                                       } else {
                                           connection->send_text(std::move(message.data));
                                       }
                                   },
                               .on_close = [this](const WsPtr&) { ++closed; }});
        server = *Server::start(options, std::move(router));
    }
    std::string ws_url() const { return "ws" + server->url().substr(4); }
    WsPtr connection() {
        const std::scoped_lock lock(mutex);
        return last;
    }
    bool wait_closed(int count) const {
        return comes_true([&] { return closed >= count; }) && closed == count;
    }
};

/// Keeps the messages it is sent.
struct Keeper {
    std::mutex mutex;
    std::vector<WsMessage> kept;
    std::unique_ptr<Server> server;
    std::unique_ptr<WsClient> client;

    explicit Keeper(const ServerOptions& options) {
        Router router;
        router.websocket("/", {.on_message = [this](const WsPtr&, WsMessage message) {
                             const std::scoped_lock lock(mutex);
                             kept.push_back(std::move(message));
                         }});
        server = *Server::start(options, std::move(router));
        client = *WsClient::connect("ws" + server->url().substr(4));
    }
    bool has(std::size_t count) {
        const std::scoped_lock lock(mutex);
        return kept.size() == count;
    }
    std::vector<WsMessage> take() {
        const std::scoped_lock lock(mutex);
        return std::exchange(kept, {});
    }
};

TEST(websocket, echoes_beside_http_on_one_port) {
    Fixture fixture;
    const auto client = WsClient::connect(fixture.ws_url());
    ASSERT_TRUE(client) << client.error().message;
    ASSERT_TRUE((*client)->send_text("hello"));
    ASSERT_TRUE((*client)->send_binary(std::string{"\0\xff", 2}));
    const auto text = (*client)->receive(30s);
    EXPECT_EQ(text->data, "hello");
    EXPECT_FALSE(text->binary);
    const auto binary = (*client)->receive(30s);
    EXPECT_EQ(binary->data, (std::string{"\0\xff", 2}));
    EXPECT_TRUE(binary->binary);
    EXPECT_EQ((*client)->receive(10ms).error().kind, HttpErrorKind::timeout);
    EXPECT_EQ(HttpClient(fixture.server->url()).get("/")->body, "http");
}

TEST(websocket, both_sides_can_close) {
    Fixture fixture;
    auto client = *WsClient::connect(fixture.ws_url());
    ASSERT_TRUE(client->send_text("bye"));
    EXPECT_EQ(client->receive(30s).error().kind, HttpErrorKind::closed);
    EXPECT_TRUE(fixture.wait_closed(1));
    EXPECT_FALSE(fixture.connection()->is_open());
    EXPECT_FALSE(fixture.connection()->send_text("x"));
    client = *WsClient::connect(fixture.ws_url());
    client->close();
    EXPECT_TRUE(fixture.wait_closed(2));
    client = *WsClient::connect(fixture.ws_url());
    client.reset();
    EXPECT_TRUE(fixture.wait_closed(3));
    EXPECT_EQ(fixture.opened, 3);
}

TEST(websocket, handler_that_throws_ends_its_connection_only) {
    Fixture fixture;
    const auto client = *WsClient::connect(fixture.ws_url());
    ASSERT_TRUE(client->send_text("throw"));
    EXPECT_EQ(client->receive(30s).error().kind, HttpErrorKind::closed);
    EXPECT_TRUE(fixture.wait_closed(1));
    EXPECT_TRUE(WsClient::connect(fixture.ws_url()));
}

TEST(websocket, upgrade_can_be_refused) {
    Fixture fixture;
    const auto client = WsClient::connect(fixture.ws_url(), {.headers = {{"X-Bad", "1"}}});
    ASSERT_FALSE(client);
    EXPECT_NE(client.error().message.find("403"), std::string::npos) << client.error().message;
    EXPECT_FALSE(WsClient::connect(fixture.ws_url() + "/elsewhere"));
    EXPECT_EQ(fixture.opened, 0);
}

TEST(websocket, server_pushes_from_any_thread) {
    Fixture fixture;
    const auto client = *WsClient::connect(fixture.ws_url());
    ASSERT_TRUE(client->send_text("ready"));
    ASSERT_TRUE(client->receive(30s));
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 100; ++i) EXPECT_TRUE(fixture.connection()->send_text("event"));
        });
    for (auto& thread : threads) thread.join();
    for (int i = 0; i < 400; ++i) ASSERT_EQ(client->receive(30s)->data, "event");
}

TEST(websocket, slow_consumer_is_dropped) {
    Fixture fixture({.ws_queue_messages_max = 100});
    const auto client = *WsClient::connect(fixture.ws_url(), {.queue_max = 1});
    ASSERT_TRUE(client->send_text("ready"));
    ASSERT_TRUE(comes_true([&] { return fixture.connection() != nullptr; }));
    bool accepted = true;
    for (int i = 0; i < 5'000 && accepted; ++i)
        accepted = fixture.connection()->send_text(std::string(100'000, 'x'));
    EXPECT_FALSE(accepted);
    EXPECT_TRUE(fixture.wait_closed(1));
}

TEST(websocket, oversized_message_ends_the_connection) {
    Fixture fixture({.ws_message_size_max = 1000});
    const auto client = *WsClient::connect(fixture.ws_url());
    ASSERT_TRUE(client->send_text(std::string(1000, 'x')));
    EXPECT_EQ(client->receive(30s)->data.size(), 1000u);
    ASSERT_TRUE(client->send_text(std::string(1001, 'x')));
    EXPECT_EQ(client->receive(30s).error().kind, HttpErrorKind::closed);
    EXPECT_TRUE(fixture.wait_closed(1));
}

TEST(websocket, reading_pauses_while_messages_are_held) {
    Keeper keeper({.ws_in_flight_max = 3});
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(keeper.client->send_text(std::to_string(i)));
    EXPECT_TRUE(comes_true([&] { return keeper.has(3); }));
    std::this_thread::sleep_for(50ms);
    EXPECT_TRUE(keeper.has(3));
    EXPECT_EQ(keeper.take().back().data, "2");
    EXPECT_TRUE(comes_true([&] { return keeper.has(3); }));
    EXPECT_EQ(keeper.take().back().data, "5");
}

/// Why the connection has ended.
std::string end_of(WsClient& client) {
    for (;;)
        if (const auto message = client.receive(30s); !message) return message.error().message;
}

constexpr std::string_view BUSY = "(1013 server is busy)";

TEST(websocket, a_message_beyond_the_memory_of_all_closes_with_1013) {
    Fixture fixture({.buffered_bytes_max = 1'000'000});
    const auto client = *WsClient::connect(fixture.ws_url());
    const auto other = *WsClient::connect(fixture.ws_url());
    ASSERT_TRUE(client->send_text(std::string(300'000, 'x')));
    EXPECT_EQ(client->receive(30s)->data.size(), 300'000u);
    ASSERT_TRUE(client->send_text(std::string(3'000'000, 'x')));
    const auto why = end_of(*client);
    EXPECT_NE(why.find(BUSY), std::string::npos) << why;
    EXPECT_TRUE(fixture.wait_closed(1));
    EXPECT_TRUE(holds_nothing(*fixture.server));
    ASSERT_TRUE(other->send_text("small"));
    EXPECT_EQ(other->receive(30s)->data, "small");
}

TEST(websocket, messages_count_while_they_are_held_and_reading_pauses) {
    Keeper keeper({.buffered_bytes_max = 2'000'000, .ws_message_size_max = 500'000});
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(keeper.client->send_text(std::string(260'000, 'x')));
    // Two are as much as the largest message: the others wait in the sender's socket.
    for (int round = 0; round < 10; ++round) {
        ASSERT_TRUE(comes_true([&] { return keeper.has(2); }));
        EXPECT_GE(keeper.server->buffered().used(), 520'000u);
        keeper.take();
    }
    EXPECT_TRUE(holds_nothing(*keeper.server));
    EXPECT_TRUE(keeper.client->is_open());
}

TEST(websocket, what_is_sent_beyond_the_memory_of_all_closes_with_1013) {
    Fixture fixture({.buffered_bytes_max = 10'000'000});
    const auto client = *WsClient::connect(fixture.ws_url(), {.queue_max = 1});
    ASSERT_TRUE(client->send_text("ready"));
    ASSERT_TRUE(comes_true([&] { return fixture.connection() != nullptr; }));
    bool accepted = true;
    for (int i = 0; i < 5'000 && accepted; ++i)
        accepted = fixture.connection()->send_text(std::string(50'000, 'x'));
    EXPECT_FALSE(accepted);
    const auto why = end_of(*client);
    EXPECT_NE(why.find(BUSY), std::string::npos) << why;
    EXPECT_TRUE(fixture.wait_closed(1));
    EXPECT_TRUE(holds_nothing(*fixture.server));
}

TEST(websocket, a_connection_that_breaks_off_gives_its_memory_back) {
    Fixture fixture;
    auto client = *WsClient::connect(fixture.ws_url(), {.queue_max = 1});
    ASSERT_TRUE(client->send_text("ready"));
    ASSERT_TRUE(comes_true([&] { return fixture.connection() != nullptr; }));
    for (int i = 0; i < 100; ++i)
        ASSERT_TRUE(fixture.connection()->send_text(std::string(200'000, 'x')));
    EXPECT_GT(fixture.server->buffered().used(), 0u);
    client.reset();
    EXPECT_TRUE(fixture.wait_closed(1));
    EXPECT_FALSE(fixture.connection()->send_text("late"));
    EXPECT_TRUE(holds_nothing(*fixture.server));
}

TEST(websocket, stop_closes_connections_and_handles_outlive_the_server) {
    Fixture fixture;
    const auto client = *WsClient::connect(fixture.ws_url());
    ASSERT_TRUE(client->send_text("x"));
    ASSERT_TRUE(client->receive(30s));
    const auto connection = fixture.connection();
    fixture.server.reset();
    EXPECT_EQ(client->receive(30s).error().kind, HttpErrorKind::closed);
    EXPECT_EQ(fixture.closed, 1);
    EXPECT_FALSE(connection->send_text("late"));
    connection->close(1000, "late");
}

}  // namespace
}  // namespace dusk::http
