#include <boost/asio/post.hpp>

#include <dusk/platform/http/session.hpp>

namespace dusk::http {
namespace {

/// Deadlines are checked this often instead of a timer for each operation of each connection.
constexpr std::chrono::milliseconds SWEEP_INTERVAL{50};

}  // namespace

IoThread::IoThread() : timer_(context_.get_executor()) {}

void IoThread::start() {
    sweep();
    thread_ = std::thread([this] { context_.run(); });
}

void IoThread::sweep() {
    timer_.expires_after(SWEEP_INTERVAL);
    timer_.async_wait([this](const boost::system::error_code& failure) {
        if (failure || ended_) return;
        const auto now = std::chrono::steady_clock::now();
        const auto sessions = sessions_;  // a session may remove itself
        for (const auto& session : sessions) session->check_deadline(now);
        sweep();
    });
}

void IoThread::finish_sessions() {
    asio::post(context_, [this] {
        const auto sessions = sessions_;
        for (const auto& session : sessions) session->finish();
    });
}

void IoThread::end() {
    asio::post(context_, [this] {
        ended_ = true;
        const auto sessions = sessions_;
        for (const auto& session : sessions) session->abort();
        timer_.cancel();
        context_.stop();
    });
}

void IoThread::join() {
    if (!thread_.joinable()) return;
    thread_.join();
    // Operations that abort() cancelled complete here, and let go of their connections. Timers of
    // WebSocket streams that others still hold are left: waiting for them could take a minute.
    context_.restart();
    context_.poll();
}

}  // namespace dusk::http
