// What the server's connections share, and the I/O thread of those that speak WebSocket.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <dusk/platform/http/byte_budget.hpp>
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
    void add(std::shared_ptr<Session> session);
    void remove(const std::shared_ptr<Session>& session) { sessions_.erase(session); }

private:
    void sweep();

    asio::io_context context_{1};
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, Executor>
        timer_;
    asio::executor_work_guard<Executor> work_;  ///< the thread outlasts its connections
    std::set<std::shared_ptr<Session>> sessions_;
    bool is_sweeping_ = false;
    std::atomic<bool> ended_ = false;
    std::thread thread_;
};

/// Counts connections, all and by address. Thread-safe.
class ConnectionCount {
public:
    ConnectionCount(std::size_t max, std::size_t per_address_max)
        : max_(max), per_address_max_(per_address_max) {}
    /// Counts a connection of `remote` ("127.0.0.1:5000"), or refuses it.
    bool enter(std::string_view remote);
    void leave(std::string_view remote);
    std::size_t all() const noexcept { return all_.load(std::memory_order_relaxed); }

private:
    const std::size_t max_;
    const std::size_t per_address_max_;
    std::atomic<std::size_t> all_ = 0;
    std::mutex mutex_;
    std::map<std::string, std::size_t, std::less<>> by_address_;  ///< guarded by mutex_
};

/// Shared by all connections of a server; a late answer may outlive the server itself.
struct Shared {
    Shared(const ServerOptions& o, Router r)
        : options(o),
          router(std::move(r)),
          buffered(o.buffered_bytes_max),
          workers("http-worker", o.worker_threads, o.worker_queue_max),
          waiters("http-waiter", o.waiter_threads_max, o.worker_queue_max),
          connections(o.connections_max, o.connections_per_address_max) {}
    const ServerOptions options;
    const Router router;
    ByteBudget buffered;  ///< outlives the threads: what they do holds shares
    Workers workers;
    Workers waiters;
    std::shared_ptr<IoThread> websockets = std::make_shared<IoThread>();
    ConnectionCount connections;
    std::atomic<bool> stopping = false;
};

}  // namespace dusk::http
