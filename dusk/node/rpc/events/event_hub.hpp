// EventHub: tells filters and subscriptions what happens to the chain and the pool. Events come on
// the threads that move the head or fill the pool, in order, and go to the listeners on the same
// threads. Thread-safe.
#pragma once

#include <functional>
#include <map>
#include <mutex>

#include <dusk/node/chain/chain.hpp>
#include <dusk/node/pool/txn_pool.hpp>
#include <dusk/node/rpc/json/receipt_json.hpp>

namespace dusk::eth {

/// A head's move with what listeners want to know of it. For the time of the call only.
class ChainNews {
public:
    using ReadLogs = std::function<std::vector<PlacedLog>()>;
    explicit ChainNews(ReadLogs read_logs) : read_logs_(std::move(read_logs)) {}

    /// Blocks that became canonical, oldest first.
    std::vector<std::pair<BlockRef, Header>> headers;
    /// Of blocks that are canonical no more, newest first and marked as removed, then of new ones.
    /// Read when somebody asks: all receipts of a block and the hashes of its transactions.
    const std::vector<PlacedLog>& logs() const {
        if (!logs_) logs_ = read_logs_();
        return *logs_;
    }

private:
    ReadLogs read_logs_;
    mutable std::optional<std::vector<PlacedLog>> logs_;
};

class EventHub {
public:
    using ChainListener = std::function<void(const ChainNews&)>;
    using TxnListener = std::function<void(const pool::PooledTxnPtr&)>;
    using Ticket = std::uint64_t;

    explicit EventHub(const store::ChainStore& store) : store_(store) {}

    Ticket on_chain(ChainListener listener);
    Ticket on_txn(TxnListener listener);
    void remove(Ticket ticket);

    void head_moved(const engine::HeadEvent& event);
    void txn_pending(const pool::PooledTxnPtr& txn);

private:
    std::vector<PlacedLog> logs_of(const engine::HeadEvent& event) const;
    void add_logs(const BlockRef& block, bool removed, std::vector<PlacedLog>& out) const;

    const store::ChainStore& store_;
    std::mutex mutex_;
    // Guarded by mutex_:
    Ticket next_ticket_ = 1;
    // Shared: a listener may be removed while it is being called.
    std::map<Ticket, std::shared_ptr<const ChainListener>> chain_listeners_;
    std::map<Ticket, std::shared_ptr<const TxnListener>> txn_listeners_;
};

}  // namespace dusk::eth
