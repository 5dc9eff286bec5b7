#include <dusk/platform/rpc/deadlines.hpp>

namespace dusk::rpc {

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
    std::uint64_t ticket = 0;
    bool was_empty = false;
    {
        const std::scoped_lock lock(mutex_);
        was_empty = entries_.empty();
        ticket = next_ticket_++;
        entries_.emplace_hint(
            entries_.end(), ticket,
            Entry{std::chrono::steady_clock::now() + limit_, std::move(exchange)});
    }
    if (was_empty) changed_.notify_all();
    return ticket;
}

void Deadlines::remove(std::uint64_t ticket) {
    std::map<std::uint64_t, Entry>::node_type dropped;  // destroyed without the lock
    const std::scoped_lock lock(mutex_);
    dropped = entries_.extract(ticket);
}

void Deadlines::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (entries_.empty()) {
            changed_.wait(lock);
            continue;
        }
        const auto first = entries_.begin();
        if (const auto time = first->second.time; time > std::chrono::steady_clock::now()) {
            changed_.wait_until(lock, time);
            continue;
        }
        const auto exchange = std::move(first->second.exchange);
        entries_.erase(first);
        lock.unlock();
        exchange->expire();
        lock.lock();
    }
}

}  // namespace dusk::rpc
