// For tests of the server: one with a few routes, and a client without manners.
#pragma once

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <dusk/platform/http/server.hpp>

namespace dusk::http {

inline Router echo_router() {
    using namespace std::chrono_literals;
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

inline std::unique_ptr<Server> start(const ServerOptions& options = {}) {
    auto server = Server::start(options, echo_router());
    EXPECT_TRUE(server);
    return *std::move(server);
}

/// Whether it becomes true within half a minute: machines may be busy.
template <class Condition>
bool comes_true(Condition condition) {
    using namespace std::chrono_literals;
    for (int i = 0; i < 6'000; ++i) {
        if (condition()) return true;
        std::this_thread::sleep_for(5ms);
    }
    return false;
}

/// Whether the server gives back all that it has counted.
inline bool holds_nothing(Server& server) {
    return comes_true([&] { return server.buffered().used() == 0; });
}
/// Whether it has counted something, or has dropped the clients it had: this may look too late.
inline bool holds_something(Server& server) {
    return comes_true(
        [&] { return server.buffered().used() > 0 || server.connection_count() == 0; });
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
        const timeval limit{.tv_sec = 30, .tv_usec = 0};
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

}  // namespace dusk::http
