#include <dusk/node/rpc/block_json.hpp>
#include <dusk/node/rpc/event_hub.hpp>
#include <dusk/node/rpc/log_query.hpp>
#include <dusk/node/rpc/subscriptions.hpp>
#include <dusk/node/rpc/txn_json.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::eth {
namespace {

namespace params = rpc::params;
using Subscribed = std::expected<void, rpc::Error>;

/// The listener goes when the client does.
void tie(EthBackend& backend, EventHub::Ticket ticket, const rpc::SubscriptionPtr& subscription) {
    subscription->on_close([&backend, ticket] { backend.events().remove(ticket); });
}

Subscribed new_heads(EthBackend& backend, const rpc::Params&,
                     const rpc::SubscriptionPtr& subscription) {
    const auto ticket = backend.events().on_chain([subscription](const ChainNews& news) {
        for (const auto& [block, header] : news.headers)
            subscription->notify(header_json(header, block.hash));
    });
    tie(backend, ticket, subscription);
    return {};
}

Subscribed logs(EthBackend& backend, const rpc::Params& arguments,
                const rpc::SubscriptionPtr& subscription) {
    DUSK_TRY(query, log_query_param(arguments, 0));
    const auto ticket = backend.events().on_chain(
        [subscription, criteria = std::move(query.criteria)](const ChainNews& news) {
            for (const auto& log : news.logs())
                if (criteria.matches(log.log)) subscription->notify(log_json(log));
        });
    tie(backend, ticket, subscription);
    return {};
}

Subscribed pending_txns(EthBackend& backend, const rpc::Params& arguments,
                        const rpc::SubscriptionPtr& subscription) {
    bool in_full = false;
    if (params::optional(arguments, 0) != nullptr) {
        DUSK_TRY(wanted, params::boolean(arguments, 0));
        in_full = wanted;
    }
    const auto ticket =
        backend.events().on_txn([subscription, in_full](const pool::PooledTxnPtr& txn) {
            subscription->notify(in_full ? Value(pooled_txn_json(*txn)) : hex(txn->hash));
        });
    tie(backend, ticket, subscription);
    return {};
}

/// The node is told its blocks one by one and never syncs on its own: there is nothing to tell.
Subscribed syncing(EthBackend&, const rpc::Params&, const rpc::SubscriptionPtr&) { return {}; }

struct SubscriptionRow {
    std::string_view kind;
    Subscribed (*subscribe)(EthBackend& backend, const rpc::Params& arguments,
                            const rpc::SubscriptionPtr& subscription);
};
constexpr SubscriptionRow ROWS[] = {{"newHeads", new_heads},
                                    {"logs", logs},
                                    {"newPendingTransactions", pending_txns},
                                    {"syncing", syncing}};

}  // namespace

void add_subscriptions(rpc::MethodTable& table, EthBackend& backend) {
    for (const auto& row : ROWS)
        table.add_subscription("eth", row.kind,
                               [&backend, row](const rpc::Params& arguments, rpc::CallContext&,
                                               const rpc::SubscriptionPtr& subscription) {
                                   return row.subscribe(backend, arguments, subscription);
                               });
}

}  // namespace dusk::eth
