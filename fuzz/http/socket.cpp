#include <array>
#include <cerrno>
#include <utility>

#include <arpa/inet.h>
#include <fuzz/http/socket.hpp>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <dusk/core/base/check.hpp>

namespace dusk::fuzz {
namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return out;
}

/// Both sides end what they begin: whoever waits this long has found something.
void limit_waiting(int descriptor) {
    constexpr timeval LIMIT{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &LIMIT, sizeof LIMIT);
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &LIMIT, sizeof LIMIT);
}

/// The result of a system call that libFuzzer's clock did not interrupt.
template <class Call>
auto undisturbed(Call call) {
    auto result = call();
    while (result < 0 && errno == EINTR) result = call();
    return result;
}

}  // namespace

LocalSocket LocalSocket::connect_to(std::uint16_t port) {
    LocalSocket out(::socket(AF_INET, SOCK_STREAM, 0));
    const auto address = loopback(port);
    DUSK_CHECK(undisturbed([&] {
                   return ::connect(out.descriptor_, reinterpret_cast<const sockaddr*>(&address),
                                    sizeof address);
               }) == 0);
    limit_waiting(out.descriptor_);
    return out;
}

LocalSocket LocalSocket::listening() {
    LocalSocket out(::socket(AF_INET, SOCK_STREAM, 0));
    const auto address = loopback(0);
    DUSK_CHECK(
        ::bind(out.descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    DUSK_CHECK(::listen(out.descriptor_, 16) == 0);
    return out;
}

LocalSocket LocalSocket::accept() const {
    LocalSocket out(undisturbed([this] { return ::accept(descriptor_, nullptr, nullptr); }));
    limit_waiting(out.descriptor_);
    return out;
}

LocalSocket::~LocalSocket() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

LocalSocket::LocalSocket(LocalSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

std::uint16_t LocalSocket::port() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    DUSK_CHECK(::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    return ntohs(address.sin_port);
}

void LocalSocket::send(std::string_view data) const {
    while (!data.empty()) {
        const auto sent = undisturbed(
            [&] { return ::send(descriptor_, data.data(), data.size(), MSG_NOSIGNAL); });
        if (sent <= 0) return;  // the peer has ended: it is free to
        data.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void LocalSocket::end() const { ::shutdown(descriptor_, SHUT_WR); }

std::string LocalSocket::receive(std::string_view until) const {
    std::string out;
    std::array<char, 4096> chunk;
    while (until.empty() || out.find(until) == std::string::npos) {
        const auto count =
            undisturbed([&] { return ::recv(descriptor_, chunk.data(), chunk.size(), 0); });
        DUSK_CHECK(count >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK));
        if (count <= 0) break;
        out.append(chunk.data(), static_cast<std::size_t>(count));
    }
    return out;
}

}  // namespace dusk::fuzz
