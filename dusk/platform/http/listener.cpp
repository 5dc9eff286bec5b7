#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include <dusk/platform/http/listener.hpp>

namespace dusk::http {
namespace {

/// The two families see the same memory, as the sockets API has it.
const sockaddr_in& v4(const sockaddr_storage& address) {
    return reinterpret_cast<const sockaddr_in&>(address);
}
const sockaddr_in6& v6(const sockaddr_storage& address) {
    return reinterpret_cast<const sockaddr_in6&>(address);
}

std::uint16_t port_of(const sockaddr_storage& address) {
    return ntohs(address.ss_family == AF_INET6 ? v6(address).sin6_port : v4(address).sin_port);
}

/// "127.0.0.1:5000", "[::1]:5000"
std::string to_text(const sockaddr_storage& address) {
    char text[INET6_ADDRSTRLEN] = {};
    if (address.ss_family == AF_INET6) {
        ::inet_ntop(AF_INET6, &v6(address).sin6_addr, text, sizeof text);
        return fmt::format("[{}]:{}", text, port_of(address));
    }
    ::inet_ntop(AF_INET, &v4(address).sin_addr, text, sizeof text);
    return fmt::format("{}:{}", text, port_of(address));
}

socklen_t size_of(const sockaddr_storage& address) {
    return address.ss_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
}

bool parse_address(const std::string& host, std::uint16_t port, sockaddr_storage& out) {
    const auto* const text = host == "localhost" ? "127.0.0.1" : host.c_str();
    auto& in = reinterpret_cast<sockaddr_in&>(out);
    auto& in6 = reinterpret_cast<sockaddr_in6&>(out);
    if (::inet_pton(AF_INET, text, &in.sin_addr) == 1) {
        in.sin_family = AF_INET;
        in.sin_port = htons(port);
        return true;
    }
    if (::inet_pton(AF_INET6, text, &in6.sin6_addr) != 1) return false;
    in6.sin6_family = AF_INET6;
    in6.sin6_port = htons(port);
    return true;
}

std::string listen_error(const sockaddr_storage& address, int error) {
    if (error == EADDRINUSE) return fmt::format("address already in use: {}", to_text(address));
    return fmt::format("cannot listen on {}: {}", to_text(address), std::strerror(error));
}

}  // namespace

std::expected<std::unique_ptr<Listener>, std::string> Listener::open(const std::string& host,
                                                                     std::uint16_t port) {
    sockaddr_storage address{};
    if (!parse_address(host, port, address))
        return std::unexpected(fmt::format("not an IP address: {}", host));
    const int made = ::socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (made < 0) return std::unexpected(listen_error(address, errno));
    std::unique_ptr<Listener> listener(new Listener(made, address));
    auto& local = listener->address_;
    const int on = 1;
    socklen_t size = sizeof local;
    auto* const raw = reinterpret_cast<sockaddr*>(&local);
    const bool listening = ::setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
                           ::bind(made, raw, size_of(local)) == 0 &&
                           ::listen(made, SOMAXCONN) == 0 && ::getsockname(made, raw, &size) == 0;
    if (!listening) return std::unexpected(listen_error(address, errno));
    return listener;
}

Listener::~Listener() { stop(); }

std::uint16_t Listener::port() const noexcept { return port_of(address_); }

std::string Listener::address() const { return to_text(address_); }

bool Listener::start(Loop& loop, OnConnection on_connection) {
    loop_ = &loop;
    on_connection_ = std::move(on_connection);
    return loop.watch(socket_, *this);
}

void Listener::stop() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

/// Tries again after a failure, most likely for want of file descriptors.
void Listener::on_events(std::uint32_t) {
    if (accept_all())
        loop_->on_sweep(nullptr);
    else
        loop_->on_sweep([this] { on_events(0); });
}

/// False if connections may be left.
bool Listener::accept_all() {
    while (socket_ >= 0) {
        sockaddr_storage peer{};
        socklen_t size = sizeof peer;
        const int accepted = ::accept4(socket_, reinterpret_cast<sockaddr*>(&peer), &size,
                                       SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (accepted < 0) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            return errno == EAGAIN || errno == EWOULDBLOCK;
        }
        const int on = 1;
        ::setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        on_connection_(accepted, to_text(peer));
    }
    return true;
}

}  // namespace dusk::http
