#include <fmt/format.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/node/rpc/backend.hpp>
#include <dusk/node/rpc/event_hub.hpp>
#include <dusk/node/rpc/filter_book.hpp>
#include <dusk/node/rpc/txn_conditional.hpp>

namespace dusk::eth {

EthBackend::EthBackend(engine::Chain& chain, pool::TxnPool& pool, RpcOptions options,
                       NodeStatus status)
    : chain_(chain),
      pool_(pool),
      options_(std::move(options)),
      status_(std::move(status)),
      events_(std::make_shared<EventHub>(chain.store())),
      filters_(std::make_unique<FilterBook>(*events_, options_.filter_lifetime)),
      conditionals_(std::make_unique<ConditionalBook>(*this)) {
    const std::weak_ptr<EventHub> events = events_;
    chain_.on_head([events](const engine::HeadEvent& event) {
        if (const auto hub = events.lock()) hub->head_moved(event);
    });
    pool_.on_pending([events](const pool::PooledTxnPtr& txn) {
        if (const auto hub = events.lock()) hub->txn_pending(txn);
    });
}

EthBackend::~EthBackend() = default;

Answer<Header> EthBackend::header(const Hash32& hash) const {
    return stored_row(store().header(hash));
}

Answer<StoredBlock> EthBackend::block(const Hash32& hash) const {
    DUSK_TRY(found, header(hash));
    DUSK_TRY(body, stored_row(store().body(hash)));
    return StoredBlock{{hash, found.number}, std::move(found), std::move(body)};
}

Answer<std::vector<Receipt>> EthBackend::receipts(const Hash32& hash) const {
    return stored_row(store().receipts(hash));
}

Answer<bool> EthBackend::require_state(const Hash32& hash) const {
    if (hash == store().head().hash) return true;
    DUSK_TRY(found, header(hash));
    if (found.number >= store().oldest_state()) return true;
    // geth: triedb/pathdb.
    return std::unexpected(rpc::server_error(
        fmt::format("historical state {} is not available", to_hex(found.state_root))));
}

Answer<std::unique_ptr<StateView>> EthBackend::state_after(const Hash32& hash) const {
    DUSK_TRY_VOID(require_state(hash));
    DUSK_TRY(view, stored(store().state_after(hash)));
    if (status_.amend_state) return status_.amend_state(hash, std::move(view));
    return view;
}

Answer<std::unique_ptr<NodeSource>> EthBackend::nodes_after(const Hash32& hash) const {
    DUSK_TRY_VOID(require_state(hash));
    return stored(store().nodes_after(hash));
}

Answer<std::optional<BlockRef>> EthBackend::canonical(std::uint64_t number) const {
    DUSK_TRY(hash, stored(store().canonical_hash(number)));
    if (!hash) return std::optional<BlockRef>{};
    return std::optional<BlockRef>{BlockRef{*hash, number}};
}

}  // namespace dusk::eth
