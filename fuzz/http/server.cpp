// Whole connections to the server: HTTP and the frames of WebSocket as strangers send them. It
// answers, ends the connection, and counts none of its memory any longer.
#include <chrono>
#include <thread>

#include <fuzz/http/http.hpp>
#include <fuzz/http/socket.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/http/server.hpp>

namespace {

using namespace dusk;

/// Lives until the process ends.
http::Server& server() {
    static auto* const made = [] {
        http::Router router;
        router.add(http::Method::post, "/",
                   [](const http::Request& request) { return http::Response::text(request.body); });
        router.websocket("/", {.on_message = [](const http::WsPtr& peer, http::WsMessage message) {
                             if (message.binary) {
                                 peer->send_binary(std::move(message.data));
                             } else {
                                 peer->send_text(std::move(message.data));
                             }
                         }});
        auto started = http::Server::start({.worker_threads = 1,
                                            .body_size_max = 200'000,
                                            .buffered_bytes_max = 400'000,
                                            .ws_message_size_max = 1'000'000},
                                           std::move(router));
        DUSK_CHECK(started.has_value());
        return started->release();
    }();
    return *made;
}

std::string converse(std::string_view first, BytesView input) {
    const auto peer = fuzz::LocalSocket::connect_to(server().port());
    peer.send(first);
    peer.send(as_text(input));
    peer.end();
    return peer.receive();
}

/// The threads of the server may still be at it.
void check_all_is_over() {
    for (int i = 0; i < 10'000; ++i) {
        if (server().connection_count() == 0 && server().buffered().used() == 0) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(i < 100 ? 0 : 1));
    }
    DUSK_CHECK(false);
}

}  // namespace

void dusk::fuzz::http_connection(BytesView input) {
    const auto answer = converse({}, input);
    DUSK_CHECK(answer.empty() || answer.starts_with("HTTP/1.1 "));
    check_all_is_over();
}

void dusk::fuzz::websocket_connection(BytesView input) {
    const auto answer = converse(
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
        input);
    DUSK_CHECK(answer.empty() || answer.starts_with("HTTP/1.1 101 "));
    check_all_is_over();
}
