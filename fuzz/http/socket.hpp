// A blocking socket of this machine, for subjects that meet whole servers and clients.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dusk::fuzz {

class LocalSocket {
public:
    static LocalSocket connect_to(std::uint16_t port);
    /// Listens on a free port.
    static LocalSocket listening();
    LocalSocket accept() const;
    ~LocalSocket();
    LocalSocket(LocalSocket&& other) noexcept;
    LocalSocket& operator=(LocalSocket&&) = delete;

    std::uint16_t port() const;
    void send(std::string_view data) const;
    void end() const;
    /// All that comes until the peer ends, or until `until` has come.
    std::string receive(std::string_view until = {}) const;

private:
    explicit LocalSocket(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace dusk::fuzz
