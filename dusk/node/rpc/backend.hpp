// EthBackend: what the methods of the public RPC work on. Reads of the store become answers or
// errors here. Thread-safe; outlives the method tables that refer to it.
#pragma once

#include <functional>
#include <memory>

#include <dusk/core/base/result.hpp>
#include <dusk/node/chain/chain.hpp>
#include <dusk/node/pool/txn_pool.hpp>
#include <dusk/node/rpc/json.hpp>
#include <dusk/node/rpc/options.hpp>
#include <dusk/platform/rpc/method_table.hpp>

namespace dusk::eth {

using store::BlockRef;

template <class T>
using Answer = std::expected<T, rpc::Error>;

class EventHub;
class FilterBook;
class ConditionalBook;

/// A block as it is stored.
struct StoredBlock {
    BlockRef ref;
    Header header;
    store::Body body;
};

/// What the node knows besides its chain; each may be empty.
struct NodeStatus {
    /// The answer of eth_syncing; false where empty.
    std::function<Value()> syncing;
    std::function<std::uint64_t()> peer_count;
    /// Where the node keeps its data, for admin_datadir.
    std::string data_folder;
    /// What a developer chain makes of the state after a block (node/dev).
    std::function<std::unique_ptr<StateView>(const Hash32&, std::unique_ptr<StateView>)>
        amend_state;
};

class EthBackend {
public:
    /// `chain` and `pool` outlive the backend. Listens to both.
    EthBackend(engine::Chain& chain, pool::TxnPool& pool, RpcOptions options = {},
               NodeStatus status = {});
    ~EthBackend();
    EthBackend(const EthBackend&) = delete;
    EthBackend& operator=(const EthBackend&) = delete;

    const store::ChainStore& store() const noexcept { return chain_.store(); }
    const ChainConfig& config() const noexcept { return chain_.config(); }
    const CryptoProvider& crypto() const noexcept { return chain_.crypto(); }
    pool::TxnPool& pool() const noexcept { return pool_; }
    const RpcOptions& options() const noexcept { return options_; }
    const NodeStatus& status() const noexcept { return status_; }
    EventHub& events() const noexcept { return *events_; }
    FilterBook& filters() const noexcept { return *filters_; }
    ConditionalBook& conditionals() const noexcept { return *conditionals_; }

    // Reads of blocks that must be there: "header not found" if not.

    Answer<Header> header(const Hash32& hash) const;
    Answer<StoredBlock> block(const Hash32& hash) const;
    Answer<std::vector<Receipt>> receipts(const Hash32& hash) const;
    Answer<std::unique_ptr<StateView>> state_after(const Hash32& hash) const;
    /// All tries of that state.
    Answer<std::unique_ptr<NodeSource>> nodes_after(const Hash32& hash) const;
    /// The canonical block `number`, or none.
    Answer<std::optional<BlockRef>> canonical(std::uint64_t number) const;

    BlockRules rules_of(const Header& header) const { return rules_at(config(), header.timestamp); }

private:
    /// An error where the block's state is kept no more.
    Answer<bool> require_state(const Hash32& hash) const;

    engine::Chain& chain_;
    pool::TxnPool& pool_;
    const RpcOptions options_;
    const NodeStatus status_;
    /// Shared with the chain's and the pool's lists of listeners, which hold it weakly.
    std::shared_ptr<EventHub> events_;
    std::unique_ptr<FilterBook> filters_;
    std::unique_ptr<ConditionalBook> conditionals_;
};

/// A read of the store as an answer; what goes wrong there is an internal error.
template <class T>
Answer<T> stored(kv::Result<T> result) {
    // Such as a state outside the window that is kept.
    if (!result && result.error().kind == kv::ErrorKind::missing)
        return std::unexpected(rpc::server_error(result.error().message));
    if (!result) return std::unexpected(rpc::internal_error(result.error().message));
    return *std::move(result);
}
/// The same where the row must be there.
template <class T>
Answer<T> stored_row(kv::Result<std::optional<T>> result) {
    if (!result) return std::unexpected(rpc::internal_error(result.error().message));
    if (!*result) return std::unexpected(rpc::server_error("header not found"));
    return **std::move(result);
}

}  // namespace dusk::eth
