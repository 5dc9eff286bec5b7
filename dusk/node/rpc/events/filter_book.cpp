#include <array>

#include <dusk/core/codec/hex.hpp>
#include <dusk/node/rpc/events/filter_book.hpp>
#include <dusk/node/rpc/events/limits.hpp>
#include <dusk/node/rpc/json/txn_json.hpp>
#include <dusk/platform/crypto/random.hpp>

namespace dusk::eth {
namespace {

rpc::Error not_found() { return rpc::server_error("filter not found"); }

/// Random, so that no client guesses another's.
std::string new_id() {
    FixedBytes<16> bytes;
    fill_random(bytes.bytes);
    return to_hex(bytes);
}

std::optional<std::uint64_t> number_in(const std::optional<BlockId>& id) {
    if (!id) return std::nullopt;
    const auto* number = std::get_if<std::uint64_t>(&id->block);
    return number == nullptr ? std::nullopt : std::optional(*number);
}

}  // namespace

FilterBook::FilterBook(EventHub& events, std::chrono::seconds lifetime)
    : events_(events), lifetime_(lifetime) {}

FilterBook::~FilterBook() {
    events_.remove(chain_ticket_);
    events_.remove(txn_ticket_);
}

Answer<std::string> FilterBook::add(FilterKind kind, LogQuery query, bool in_full) {
    expire(Clock::now());
    const std::lock_guard lock(mutex_);
    if (filters_.size() >= FILTERS_MAX)
        return std::unexpected(rpc::server_error("too many filters"));
    // Who has no filters pays nothing for them.
    if (chain_ticket_ == 0)
        chain_ticket_ = events_.on_chain([this](const ChainNews& news) { chain_moved(news); });
    if (txn_ticket_ == 0 && kind == FilterKind::pending_txns)
        txn_ticket_ = events_.on_txn([this](const pool::PooledTxnPtr& txn) { txn_pending(*txn); });
    auto id = new_id();
    auto& filter = filters_[id];
    filter.kind = kind;
    filter.first_block = number_in(query.range.from);
    filter.last_block = number_in(query.range.to);
    filter.query = std::move(query);
    filter.in_full = in_full;
    filter.asked = Clock::now();
    return id;
}

bool FilterBook::remove(const std::string& id) {
    const std::lock_guard lock(mutex_);
    return filters_.erase(id) != 0;
}

Answer<Value> FilterBook::take_changes(const std::string& id) {
    expire(Clock::now());
    const std::lock_guard lock(mutex_);
    const auto found = filters_.find(id);
    if (found == filters_.end()) return std::unexpected(not_found());
    found->second.asked = Clock::now();
    return Value(std::exchange(found->second.changes, Array{}));
}

Answer<LogQuery> FilterBook::query_of(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto found = filters_.find(id);
    if (found == filters_.end() || found->second.kind != FilterKind::logs)
        return std::unexpected(not_found());
    found->second.asked = Clock::now();
    return found->second.query;
}

void FilterBook::expire(Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    std::erase_if(filters_,
                  [&](const auto& entry) { return now - entry.second.asked >= lifetime_; });
}

bool FilterBook::wants(const Filter& filter, const PlacedLog& placed) {
    if (filter.first_block && placed.block.number < *filter.first_block) return false;
    if (filter.last_block && placed.block.number > *filter.last_block) return false;
    return filter.query.criteria.matches(placed.log);
}

void FilterBook::drop_overfull() {
    std::erase_if(filters_, [](const auto& entry) {
        return entry.second.changes.size() > FILTER_CHANGES_MAX;
    });
}

void FilterBook::chain_moved(const ChainNews& news) {
    expire(Clock::now());
    const std::lock_guard lock(mutex_);
    for (auto& [id, filter] : filters_) {
        if (filter.kind == FilterKind::blocks)
            for (const auto& [block, header] : news.headers)
                filter.changes.push_back(hex(block.hash));
        if (filter.kind == FilterKind::logs)
            for (const auto& log : news.logs())
                if (wants(filter, log)) filter.changes.push_back(log_json(log));
    }
    drop_overfull();
}

void FilterBook::txn_pending(const pool::PooledTxn& txn) {
    const std::lock_guard lock(mutex_);
    for (auto& [id, filter] : filters_)
        if (filter.kind == FilterKind::pending_txns)
            filter.changes.push_back(filter.in_full ? Value(pooled_txn_json(txn)) : hex(txn.hash));
    drop_overfull();
}

}  // namespace dusk::eth
