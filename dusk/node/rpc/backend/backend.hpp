// EthBackend: what the methods of the public RPC work on: the chain as they read it, the pool, the
// listeners. Thread-safe; outlives the method tables that refer to it.
#pragma once

#include <functional>
#include <memory>

#include <dusk/node/pool/txn_pool.hpp>
#include <dusk/node/rpc/chain/chain_reader.hpp>
#include <dusk/node/rpc/json/json.hpp>

namespace dusk::eth {

class EventHub;
class FilterBook;
class Sequencer;

/// What the node knows besides its chain; each may be empty.
struct NodeStatus {
    /// The answer of eth_syncing; false where empty.
    std::function<Value()> syncing;
    std::function<std::uint64_t()> peer_count;
    /// Where the node keeps its data, for admin_datadir.
    std::string data_folder;
    /// Of a developer chain.
    ChainReader::AmendState amend_state;
};

class EthBackend : public ChainReader {
public:
    /// `chain` and `pool` outlive the backend. Listens to both.
    EthBackend(engine::Chain& chain, pool::TxnPool& pool, RpcOptions options = {},
               NodeStatus status = {});
    ~EthBackend();
    EthBackend(const EthBackend&) = delete;
    EthBackend& operator=(const EthBackend&) = delete;

    pool::TxnPool& pool() const noexcept { return pool_; }
    const NodeStatus& status() const noexcept { return status_; }
    EventHub& events() const noexcept { return *events_; }
    FilterBook& filters() const noexcept { return *filters_; }
    /// Null: this node's pool is where transactions belong.
    Sequencer* sequencer() const noexcept { return sequencer_.get(); }

private:
    pool::TxnPool& pool_;
    const NodeStatus status_;
    /// Shared with the chain's and the pool's lists of listeners, which hold it weakly.
    std::shared_ptr<EventHub> events_;
    std::unique_ptr<FilterBook> filters_;
    std::unique_ptr<Sequencer> sequencer_;
};

}  // namespace dusk::eth
