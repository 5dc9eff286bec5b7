#include <algorithm>
#include <utility>

#include <dusk/platform/rpc/deadlines.hpp>

namespace dusk::rpc {
namespace {

using std::chrono::milliseconds;

/// How exactly a limit is kept.
constexpr milliseconds INTERVAL_MIN{2};
constexpr milliseconds INTERVAL_MAX{500};

}  // namespace

Deadlines::Deadlines(std::chrono::milliseconds limit) : limit_(limit) {
    if (limit_ > std::chrono::milliseconds::zero()) thread_ = std::thread([this] { run(); });
}

Deadlines::~Deadlines() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

std::uint64_t Deadlines::add(std::shared_ptr<Exchange> exchange) {
    if (!thread_.joinable()) return 0;
    const auto time = std::chrono::steady_clock::now() + limit_;
    std::uint64_t ticket = 0;
    bool wake = false;
    {
        const std::scoped_lock lock(mutex_);
        ticket = next_ticket_++;
        entries_.emplace_hint(entries_.end(), ticket, Entry{time, std::move(exchange)});
        wake = std::exchange(sleeping_, false);
    }
    if (wake) changed_.notify_all();
    return ticket;
}

void Deadlines::remove(std::uint64_t ticket) {
    std::map<std::uint64_t, Entry>::node_type dropped;  // destroyed without the lock
    const std::scoped_lock lock(mutex_);
    dropped = entries_.extract(ticket);
}

void Deadlines::run() {
    const auto interval = std::clamp(limit_ / 16, INTERVAL_MIN, INTERVAL_MAX);
    std::unique_lock lock(mutex_);
    auto served = next_ticket_;
    while (!stopping_) {
        if (served == next_ticket_ && entries_.empty()) {
            sleeping_ = true;
            changed_.wait(lock, [&] { return stopping_ || !sleeping_; });
        }
        served = next_ticket_;
        changed_.wait_for(lock, interval, [&] { return stopping_; });
        expire_due(lock);
    }
}

void Deadlines::expire_due(std::unique_lock<std::mutex>& lock) {
    while (!stopping_ && !entries_.empty()) {
        const auto first = entries_.begin();
        if (first->second.time > std::chrono::steady_clock::now()) return;
        const auto exchange = std::move(first->second.exchange);
        entries_.erase(first);
        lock.unlock();
        exchange->expire();
        lock.lock();
    }
}

}  // namespace dusk::rpc
