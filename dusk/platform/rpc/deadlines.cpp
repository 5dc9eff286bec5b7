#include <algorithm>
#include <utility>

#include <dusk/platform/rpc/deadlines.hpp>
#include <dusk/platform/thread/named.hpp>

namespace dusk::rpc {
namespace {

using std::chrono::milliseconds;

/// How exactly a limit is kept.
constexpr milliseconds INTERVAL_MIN{2};
constexpr milliseconds INTERVAL_MAX{500};

}  // namespace

Deadlines::Deadlines(std::chrono::milliseconds limit) : limit_(limit) {
    if (limit_ > std::chrono::milliseconds::zero())
        thread_ = std::thread(named("rpc-deadlines", [this] { run(); }));
}

Deadlines::~Deadlines() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

Deadlines::Ticket Deadlines::add(std::shared_ptr<Exchange> exchange) {
    if (!thread_.joinable()) return {};
    const auto time = std::chrono::steady_clock::now() + limit_;
    Ticket ticket;
    bool wake = false;
    {
        const std::scoped_lock lock(mutex_);
        if (free_.empty()) free_.emplace_back();
        ticket = free_.begin();
        *ticket = {time, std::move(exchange)};
        entries_.splice(entries_.end(), free_, ticket);
        ++added_;
        wake = std::exchange(sleeping_, false);
    }
    if (wake) changed_.notify_all();
    return ticket;
}

void Deadlines::remove(Ticket ticket) {
    if (!thread_.joinable()) return;
    std::shared_ptr<Exchange> dropped;  // destroyed without the lock
    const std::scoped_lock lock(mutex_);
    dropped = std::move(ticket->exchange);
    free_.splice(free_.begin(), ticket->is_expired ? expired_ : entries_, ticket);
}

void Deadlines::run() {
    const auto interval = std::clamp(limit_ / 16, INTERVAL_MIN, INTERVAL_MAX);
    std::unique_lock lock(mutex_);
    auto seen = added_;
    while (!stopping_) {
        if (seen == added_ && entries_.empty()) {
            sleeping_ = true;
            changed_.wait(lock, [&] { return stopping_ || !sleeping_; });
        }
        seen = added_;
        changed_.wait_for(lock, interval, [&] { return stopping_; });
        expire_due(lock);
    }
}

void Deadlines::expire_due(std::unique_lock<std::mutex>& lock) {
    while (!stopping_ && !entries_.empty()) {
        const auto first = entries_.begin();
        if (first->time > std::chrono::steady_clock::now()) return;
        first->is_expired = true;
        expired_.splice(expired_.end(), entries_, first);
        const auto exchange = std::move(first->exchange);
        lock.unlock();
        exchange->expire();
        lock.lock();
    }
}

}  // namespace dusk::rpc
