#include <boost/asio/post.hpp>

#include <dusk/platform/http/session.hpp>
#include <dusk/platform/thread/named.hpp>

namespace dusk::http {
namespace {

/// Deadlines are checked this often instead of a timer for each operation of each connection.
constexpr std::chrono::milliseconds SWEEP_INTERVAL{50};

std::string_view address_of(std::string_view remote) { return remote.substr(0, remote.rfind(':')); }

}  // namespace

bool ConnectionCount::enter(std::string_view remote) {
    if (all_.fetch_add(1) >= max_) {
        --all_;
        return false;
    }
    if (per_address_max_ == 0) return true;
    const std::scoped_lock lock(mutex_);
    auto& count = by_address_.try_emplace(std::string(address_of(remote))).first->second;
    if (count >= per_address_max_) {
        --all_;
        return false;
    }
    ++count;
    return true;
}

void ConnectionCount::leave(std::string_view remote) {
    --all_;
    if (per_address_max_ == 0) return;
    const std::scoped_lock lock(mutex_);
    const auto found = by_address_.find(address_of(remote));
    if (found != by_address_.end() && --found->second == 0) by_address_.erase(found);
}

IoThread::IoThread() : timer_(context_.get_executor()), work_(context_.get_executor()) {}

void IoThread::start() {
    thread_ = std::thread(named("http-io", [this] { context_.run(); }));
}

void IoThread::add(std::shared_ptr<Session> session) {
    sessions_.insert(std::move(session));
    if (!std::exchange(is_sweeping_, true)) sweep();
}

void IoThread::sweep() {
    timer_.expires_after(SWEEP_INTERVAL);
    timer_.async_wait([this](const boost::system::error_code& failure) {
        if (failure || ended_) return;
        const auto now = std::chrono::steady_clock::now();
        const auto sessions = sessions_;  // a session may remove itself
        for (const auto& session : sessions) (void)session->check_deadline(now);
        is_sweeping_ = !sessions_.empty();
        if (is_sweeping_) sweep();
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
