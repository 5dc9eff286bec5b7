// The listening socket of a server.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>

#include <sys/socket.h>

#include <dusk/platform/http/loop.hpp>

namespace dusk::http {

class Listener final : public Loop::Watched {
public:
    /// Called on the loop with each connected, non-blocking socket and its peer.
    using OnConnection = std::function<void(int socket, std::string remote)>;

    /// The error tells the address and what is wrong with it.
    static std::expected<std::unique_ptr<Listener>, std::string> open(const std::string& host,
                                                                      std::uint16_t port);
    ~Listener() override;
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    std::uint16_t port() const noexcept;
    /// "127.0.0.1:8545"
    std::string address() const;
    /// Before the loop runs.
    bool start(Loop& loop, OnConnection on_connection);
    /// On the loop: closes the socket.
    void stop();
    void on_events(std::uint32_t events) override;

private:
    Listener(int socket, const sockaddr_storage& address) : socket_(socket), address_(address) {}

    bool accept_all();

    int socket_;
    sockaddr_storage address_;
    Loop* loop_ = nullptr;
    OnConnection on_connection_{};
};

}  // namespace dusk::http
