// rpc-floor PORT [THREADS]: a server on 127.0.0.1 that looks at nothing of a request and answers
// each with the same result, on a loop for every other processor as ours: what is left are the
// kernel and the generator (rpc-bench). It sleeps whenever it has nothing to do, so with one
// connection a server that looks for requests is faster. A request must come in one piece. Ends
// with SIGTERM.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr std::string_view BODY = R"({"jsonrpc":"2.0","id":1,"result":"0x0"})";
constexpr int EVENTS_MAX = 64;

[[noreturn]] void fail(std::string_view text) {
    fmt::print(stderr, "rpc-floor: {}\n", text);
    std::exit(1);
}

unsigned to_number(std::string_view text) {
    unsigned out = 0;
    const auto end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, out);
    if (parsed.ec != std::errc{} || parsed.ptr != end) fail("usage: rpc-floor PORT [THREADS]");
    return out;
}

void serve(int epoll, std::string_view answer) {
    std::array<epoll_event, EVENTS_MAX> events;
    std::array<char, 16 * 1024> request;
    for (;;) {
        const auto count = ::epoll_wait(epoll, events.data(), EVENTS_MAX, -1);
        for (int i = 0; i < count; ++i) {
            const auto peer = events[static_cast<std::size_t>(i)].data.fd;
            const bool has_ended = ::recv(peer, request.data(), request.size(), 0) <= 0;
            if (has_ended || ::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL) < 0)
                ::close(peer);
        }
    }
}

int listen_on(std::uint16_t port) {
    const auto listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    (void)::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener, SOMAXCONN) != 0)
        fail(fmt::format("cannot listen on port {}", port));
    return listener;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2 || argc > 3) fail("usage: rpc-floor PORT [THREADS]");
    const auto threads = argc == 3 ? to_number(argv[2]) : std::thread::hardware_concurrency() / 2;
    const auto answer = fmt::format(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        BODY.size(), BODY);
    const auto listener = listen_on(static_cast<std::uint16_t>(to_number(argv[1])));
    std::vector<int> loops;
    for (unsigned i = 0; i < std::max(threads, 1u); ++i) {
        loops.push_back(::epoll_create1(EPOLL_CLOEXEC));
        std::thread(serve, loops.back(), std::string_view{answer}).detach();
    }
    for (std::size_t i = 0;; ++i) {
        const auto peer = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (peer < 0) continue;
        const int on = 1;
        (void)::setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event event{.events = EPOLLIN | EPOLLET, .data = {.fd = peer}};
        (void)::epoll_ctl(loops[i % loops.size()], EPOLL_CTL_ADD, peer, &event);
    }
}
