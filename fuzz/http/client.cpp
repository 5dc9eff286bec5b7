// What servers answer to the clients of HTTP and WebSocket: each call ends with a result or an
// error, and what is too large is not kept.
#include <future>
#include <thread>

#include <fuzz/http/http.hpp>
#include <fuzz/http/socket.hpp>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/http/client.hpp>
#include <dusk/platform/http/ws_client.hpp>

namespace {

using namespace dusk;

constexpr std::size_t SIZE_MAX_ACCEPTED = 2'000;

const fuzz::LocalSocket& listener() {
    static const auto* const made = new fuzz::LocalSocket(fuzz::LocalSocket::listening());
    return *made;
}

/// RFC 6455 section 4.2.2
std::string upgrade_answer(std::string_view request) {
    constexpr std::string_view FIELD = "Sec-WebSocket-Key: ";
    const auto begin = request.find(FIELD);
    DUSK_CHECK(begin != std::string_view::npos);
    auto key = request.substr(begin + FIELD.size());
    key = key.substr(0, key.find('\r'));
    const auto text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char digest[SHA_DIGEST_LENGTH];
    SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
    unsigned char accept[32] = {};
    EVP_EncodeBlock(accept, digest, sizeof digest);
    return "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
           "Sec-WebSocket-Accept: " +
           std::string(reinterpret_cast<const char*>(accept)) + "\r\n\r\n";
}

/// A server for one connection, on a thread of its own: the clients block.
std::thread serve(BytesView input, bool is_websocket) {
    return std::thread([input, is_websocket, &from = listener()] {
        const auto peer = from.accept();
        const auto request = peer.receive("\r\n\r\n");
        if (is_websocket) peer.send(upgrade_answer(request));
        peer.send(as_text(input));
        peer.end();
        (void)peer.receive();
    });
}

std::string address() { return "127.0.0.1:" + std::to_string(listener().port()); }

}  // namespace

void dusk::fuzz::http_answer(BytesView input) {
    auto server = serve(input, false);
    {
        http::HttpClient client("http://" + address(), {.response_size_max = SIZE_MAX_ACCEPTED});
        const auto answer = client.get("/");
        DUSK_CHECK(!answer || answer->body.size() <= SIZE_MAX_ACCEPTED);
    }
    server.join();
}

void dusk::fuzz::websocket_messages(BytesView input) {
    auto server = serve(input, true);
    {
        const auto client = http::WsClient::connect(
            "ws://" + address(), {.message_size_max = SIZE_MAX_ACCEPTED, .queue_max = 4});
        DUSK_CHECK(client.has_value());
        for (;;) {
            const auto message = (*client)->receive(std::chrono::seconds(20));
            DUSK_CHECK(message || message.error().kind == http::HttpErrorKind::closed);
            if (!message) break;
            DUSK_CHECK(message->data.size() <= SIZE_MAX_ACCEPTED);
        }
    }
    server.join();
}
