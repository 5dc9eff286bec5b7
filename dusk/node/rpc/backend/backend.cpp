#include <dusk/node/rpc/backend/backend.hpp>
#include <dusk/node/rpc/backend/sequencer.hpp>
#include <dusk/node/rpc/events/event_hub.hpp>
#include <dusk/node/rpc/events/filter_book.hpp>

namespace dusk::eth {

EthBackend::EthBackend(engine::Chain& chain, pool::TxnPool& pool, RpcOptions options,
                       NodeStatus status)
    : ChainReader(chain, std::move(options), status.amend_state),
      pool_(pool),
      status_(std::move(status)),
      events_(std::make_shared<EventHub>(chain.store())),
      filters_(std::make_unique<FilterBook>(*events_, this->options().filter_lifetime)) {
    if (const auto& url = this->options().sequencer_url; !url.empty())
        sequencer_ = std::make_unique<Sequencer>(url);
    const std::weak_ptr<EventHub> events = events_;
    chain.on_head([events](const engine::HeadEvent& event) {
        if (const auto hub = events.lock()) hub->head_moved(event);
    });
    pool.on_pending([events](const pool::PooledTxnPtr& txn) {
        if (const auto hub = events.lock()) hub->txn_pending(txn);
    });
}

EthBackend::~EthBackend() = default;

}  // namespace dusk::eth
