// HTTP/1.1 and WebSocket server: keep-alive, limits, worker threads, orderly stop. Each connection
// lives on one event loop; handlers that may block run on workers.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>

#include <dusk/platform/http/byte_budget.hpp>
#include <dusk/platform/http/router.hpp>

namespace dusk::http {

struct ServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;   ///< 0: any free port
    unsigned io_threads = 1;  ///< event loops
    /// How long a loop looks for events before it sleeps, while they come that soon (patience.hpp).
    std::chrono::microseconds spin{0};
    unsigned worker_threads = 4;
    unsigned waiter_threads_max = 256;            ///< for work that waits (post_waiting)
    std::size_t worker_queue_max = 4096;          ///< beyond it requests are answered 503
    std::size_t connections_max = 1024;           ///< beyond it new ones are closed
    std::size_t connections_per_address_max = 0;  ///< the same for one address; 0: no limit
    std::size_t body_size_max = 5 * 1024 * 1024;
    std::size_t header_size_max = 16 * 1024;
    /// Memory for requests, answers and WebSocket messages under way on all connections together,
    /// but for the first 64 KiB of each (byte_budget.hpp). Beyond it a request is answered 503, a
    /// WebSocket connection closed with 1013.
    std::size_t buffered_bytes_max = 1024 * 1024 * 1024;
    std::chrono::milliseconds read_timeout{30'000};   ///< from a request's first byte to its last
    std::chrono::milliseconds write_timeout{30'000};  ///< of one response
    std::chrono::milliseconds idle_timeout{120'000};  ///< between requests
    std::size_t ws_message_size_max = 32 * 1024 * 1024;
    std::size_t ws_queue_messages_max = 20'000;  ///< unsent messages before a consumer is dropped
    std::size_t ws_queue_bytes_max = 64 * 1024 * 1024;
    std::size_t ws_in_flight_max = 64;  ///< messages held by handlers before reading pauses
};

struct ServerError {
    std::string message;  ///< e.g. "address already in use: 127.0.0.1:8545"
};

class Server {
public:
    /// Listens and serves at once.
    static std::expected<std::unique_ptr<Server>, ServerError> start(const ServerOptions& options,
                                                                     Router router);
    /// stop(), then waits for the threads.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const noexcept;
    /// "http://127.0.0.1:8545"
    std::string url() const;
    /// Stops listening, lets running requests end for at most `grace`, closes everything.
    void stop(std::chrono::milliseconds grace = std::chrono::milliseconds{2'000});
    /// Runs work on the worker pool; false if its queue is full or the server is stopping.
    bool post(std::move_only_function<void()> work);
    /// The same for work that waits most of its time, for another server or for the next block:
    /// it has threads of its own, as it would keep the workers from those that have work to do.
    bool post_waiting(std::move_only_function<void()> work);
    /// For work that is usually done in microseconds, called by a handler on its I/O thread: runs
    /// it at once, and should it last, another thread calls `on_lasting` and goes on with the other
    /// connections. False, and nothing has run: this is no I/O thread, or another such work lasts
    /// already.
    static bool run_here(
        const std::function<void()>& work, const std::function<void()>& on_lasting = [] {});
    std::size_t connection_count() const noexcept;
    /// Of ServerOptions::buffered_bytes_max: handlers count what they hold in it, too.
    ByteBudget& buffered() noexcept;

    struct Impl;

private:
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace dusk::http
