#include <algorithm>

#include <dusk/node/rpc/events/event_hub.hpp>
#include <dusk/node/rpc/events/log_query.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::eth {
namespace {

template <class Listener>
std::vector<std::shared_ptr<const Listener>> copy_of(
    const std::map<EventHub::Ticket, std::shared_ptr<const Listener>>& listeners) {
    std::vector<std::shared_ptr<const Listener>> out;
    for (const auto& [ticket, listener] : listeners) out.push_back(listener);
    return out;
}

}  // namespace

EventHub::Ticket EventHub::on_chain(ChainListener listener) {
    const std::lock_guard lock(mutex_);
    chain_listeners_[next_ticket_] = std::make_shared<const ChainListener>(std::move(listener));
    return next_ticket_++;
}

EventHub::Ticket EventHub::on_txn(TxnListener listener) {
    const std::lock_guard lock(mutex_);
    txn_listeners_[next_ticket_] = std::make_shared<const TxnListener>(std::move(listener));
    return next_ticket_++;
}

void EventHub::remove(Ticket ticket) {
    const std::lock_guard lock(mutex_);
    chain_listeners_.erase(ticket);
    txn_listeners_.erase(ticket);
}

void EventHub::add_logs(const BlockRef& block, bool removed, std::vector<PlacedLog>& out) const {
    auto logs = logs_of_block(store_, block, {}, BloomProbe({}));
    if (!logs) {
        log::error("rpc", "the logs of block {} cannot be read: {}", block.number,
                   logs.error().message);
        return;
    }
    for (auto& log : *logs) {
        log.removed = removed;
        out.push_back(std::move(log));
    }
}

std::vector<PlacedLog> EventHub::logs_of(const engine::HeadEvent& event) const {
    std::vector<PlacedLog> logs;
    for (const auto& block : event.reverted) add_logs(block, true, logs);
    for (const auto& block : event.applied) add_logs(block, false, logs);
    return logs;
}

void EventHub::head_moved(const engine::HeadEvent& event) {
    std::vector<std::shared_ptr<const ChainListener>> listeners;
    {
        const std::lock_guard lock(mutex_);
        listeners = copy_of(chain_listeners_);
    }
    if (listeners.empty()) return;
    ChainNews news([&] { return logs_of(event); });
    for (const auto& block : event.applied)
        if (auto header = store_.header(block.hash); header && *header)
            news.headers.emplace_back(block, **std::move(header));
    for (const auto& listener : listeners) (*listener)(news);
}

void EventHub::txn_pending(const pool::PooledTxnPtr& txn) {
    std::vector<std::shared_ptr<const TxnListener>> listeners;
    {
        const std::lock_guard lock(mutex_);
        listeners = copy_of(txn_listeners_);
    }
    for (const auto& listener : listeners) (*listener)(txn);
}

}  // namespace dusk::eth
