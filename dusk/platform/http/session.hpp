// What the server's connections share, and the I/O thread of those that speak WebSocket.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <set>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <dusk/platform/http/loop.hpp>
#include <dusk/platform/http/router.hpp>
#include <dusk/platform/http/server.hpp>
#include <dusk/platform/http/workers.hpp>

namespace dusk::http {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;

/// One thread with its WebSocket connections. They hold it: the last of them may outlive the
/// server.
class IoThread {
public:
    IoThread();
    asio::io_context& context() noexcept { return context_; }
    bool ended() const noexcept { return ended_; }
    void start();
    /// Asks every connection to finish, or aborts them and lets the thread end.
    void finish_sessions();
    void end();
    void join();

    // Only on the thread itself:
    void add(std::shared_ptr<Session> session) { sessions_.insert(std::move(session)); }
    void remove(const std::shared_ptr<Session>& session) { sessions_.erase(session); }

private:
    void sweep();

    asio::io_context context_{1};
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, Executor>
        timer_;
    std::set<std::shared_ptr<Session>> sessions_;
    std::atomic<bool> ended_ = false;
    std::thread thread_;
};

/// Shared by all connections of a server; a late answer may outlive the server itself.
struct Shared {
    Shared(const ServerOptions& o, Router r)
        : options(o), router(std::move(r)), workers(o.worker_threads, o.worker_queue_max) {}
    const ServerOptions options;
    const Router router;
    Workers workers;
    std::shared_ptr<IoThread> websockets = std::make_shared<IoThread>();
    std::atomic<std::size_t> connections = 0;
    std::atomic<bool> stopping = false;
};

}  // namespace dusk::http
