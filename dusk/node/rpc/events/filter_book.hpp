// FilterBook: the filters that clients poll (eth_newFilter and its kin). A filter that nobody asks
// for a while is dropped, as is one that grows too full. Limits: FILTERS_MAX, FILTER_CHANGES_MAX.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <variant>

#include <dusk/node/rpc/events/event_hub.hpp>
#include <dusk/node/rpc/events/log_query.hpp>

namespace dusk::eth {

enum class FilterKind : std::uint8_t { logs, blocks, pending_txns };

class FilterBook {
public:
    using Clock = std::chrono::steady_clock;

    /// `events` outlives the book.
    FilterBook(EventHub& events, std::chrono::seconds lifetime);
    ~FilterBook();
    FilterBook(const FilterBook&) = delete;
    FilterBook& operator=(const FilterBook&) = delete;

    /// The id of a new filter; `query` is of filters for logs.
    Answer<std::string> add(FilterKind kind, LogQuery query = {}, bool in_full = false);
    bool remove(const std::string& id);
    /// What happened since the last call.
    Answer<Value> take_changes(const std::string& id);
    /// The query of a filter for logs.
    Answer<LogQuery> query_of(const std::string& id);

    /// Drops what has not been asked for since `now` less the lifetime.
    void expire(Clock::time_point now);

private:
    struct Filter {
        FilterKind kind = FilterKind::blocks;
        LogQuery query;
        /// Numbers in the query that news are held against.
        std::optional<std::uint64_t> first_block;
        std::optional<std::uint64_t> last_block;
        bool in_full = false;
        Array changes;
        Clock::time_point asked;
    };

    void chain_moved(const ChainNews& news);
    void txn_pending(const pool::PooledTxn& txn);
    void drop_overfull();
    static bool wants(const Filter& filter, const PlacedLog& log);

    EventHub& events_;
    const std::chrono::seconds lifetime_;
    std::mutex mutex_;
    std::map<std::string, Filter, std::less<>> filters_;  ///< guarded by mutex_
    EventHub::Ticket chain_ticket_ = 0;
    EventHub::Ticket txn_ticket_ = 0;
};

}  // namespace dusk::eth
