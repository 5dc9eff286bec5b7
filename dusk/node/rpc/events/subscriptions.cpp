#include <dusk/node/rpc/events/event_hub.hpp>
#include <dusk/node/rpc/events/log_query.hpp>
#include <dusk/node/rpc/events/subscriptions.hpp>
#include <dusk/node/rpc/json/block_json.hpp>
#include <dusk/node/rpc/json/txn_json.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::eth {
namespace {

namespace params = rpc::params;
using Subscribed = std::expected<void, rpc::Error>;

/// The listener goes when the client does.
void tie(EventHub& events, EventHub::Ticket ticket, const rpc::SubscriptionPtr& subscription) {
    subscription->on_close([&events, ticket] { events.remove(ticket); });
}

Subscribed new_heads(EventHub& events, const rpc::Params&,
                     const rpc::SubscriptionPtr& subscription) {
    const auto ticket = events.on_chain([subscription](const ChainNews& news) {
        for (const auto& [block, header] : news.headers)
            subscription->notify(header_json(header, block.hash));
    });
    tie(events, ticket, subscription);
    return {};
}

Subscribed logs(EventHub& events, const rpc::Params& arguments,
                const rpc::SubscriptionPtr& subscription) {
    DUSK_TRY(query, log_query_param(arguments, 0));
    const auto ticket = events.on_chain(
        [subscription, criteria = std::move(query.criteria)](const ChainNews& news) {
            for (const auto& log : news.logs())
                if (criteria.matches(log.log)) subscription->notify(log_json(log));
        });
    tie(events, ticket, subscription);
    return {};
}

Subscribed pending_txns(EventHub& events, const rpc::Params& arguments,
                        const rpc::SubscriptionPtr& subscription) {
    bool in_full = false;
    if (params::optional(arguments, 0) != nullptr) {
        DUSK_TRY(wanted, params::boolean(arguments, 0));
        in_full = wanted;
    }
    const auto ticket = events.on_txn([subscription, in_full](const pool::PooledTxnPtr& txn) {
        subscription->notify(in_full ? Value(pooled_txn_json(*txn)) : hex(txn->hash));
    });
    tie(events, ticket, subscription);
    return {};
}

/// The node is told its blocks one by one and never syncs on its own: there is nothing to tell.
Subscribed syncing(EventHub&, const rpc::Params&, const rpc::SubscriptionPtr&) { return {}; }

struct SubscriptionRow {
    std::string_view kind;
    Subscribed (*subscribe)(EventHub& events, const rpc::Params& arguments,
                            const rpc::SubscriptionPtr& subscription);
};
constexpr SubscriptionRow ROWS[] = {{"newHeads", new_heads},
                                    {"logs", logs},
                                    {"newPendingTransactions", pending_txns},
                                    {"syncing", syncing}};

}  // namespace

void add_subscriptions(rpc::MethodTable& table, EventHub& events) {
    for (const auto& row : ROWS)
        table.add_subscription("eth", row.kind,
                               [&events, row](const rpc::Params& arguments, rpc::CallContext&,
                                              const rpc::SubscriptionPtr& subscription) {
                                   return row.subscribe(events, arguments, subscription);
                               });
}

}  // namespace dusk::eth
