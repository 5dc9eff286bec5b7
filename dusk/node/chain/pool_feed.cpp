#include <dusk/core/base/result.hpp>
#include <dusk/core/chain/fees.hpp>
#include <dusk/node/chain/pool_feed.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::engine {
namespace {

/// The accounts that the blocks of `event` changed, if they are still in memory.
std::optional<std::vector<Address>> changed_accounts(const Chain& chain, const HeadEvent& event) {
    if (!event.reverted.empty()) return std::nullopt;
    std::vector<Address> changed;
    for (const auto& ref : event.applied) {
        const auto block = chain.recent(ref.hash);
        if (!block) return std::nullopt;
        changed.insert(changed.end(), block->changed.begin(), block->changed.end());
    }
    return changed;
}

void follow(Chain& chain, pool::TxnPool& pool, const HeadEvent& event) {
    std::vector<Transaction> reverted;
    for (const auto& block : event.reverted) {
        const auto body = chain.store().body(block.hash);
        if (!body || !*body) continue;
        for (const auto& txn : (*body)->transactions)
            if (!txn.is_deposit()) reverted.push_back(txn);
    }
    auto head = pool_head(chain, event.head);
    if (!head) {
        log::error("pool", "cannot follow the head: {}", head.error().message);
        return;
    }
    pool.reset(*std::move(head), reverted, changed_accounts(chain, event));
}

}  // namespace

kv::Result<pool::PoolHead> pool_head(const Chain& chain, const BlockRef& head) {
    DUSK_TRY(header, chain.store().header(head.hash));
    if (!header)
        return std::unexpected(kv::Error{kv::ErrorKind::corrupt, "the head has no header"});
    DUSK_TRY(view, chain.store().state_after(head.hash));
    const auto next_time = header->timestamp + 1;
    const auto next_fee = next_base_fee(chain.config(), *header, next_time);
    const std::shared_ptr<const StateView> state = std::move(view);
    const auto rules = rules_at(chain.config(), next_time);
    return pool::PoolHead{
        .header = *std::move(header),
        .rules = rules,
        .next_base_fee = next_fee,
        .state = state,
        .l1_fees = rules.op ? read_l1_fee_params(*rules.op, *state) : L1FeeParams{}};
}

kv::Result<void> feed_pool(Chain& chain, pool::TxnPool& pool) {
    DUSK_TRY(head, pool_head(chain, chain.store().head()));
    pool.share_senders(chain.senders());
    pool.reset(std::move(head));
    DUSK_TRY_VOID(pool.load());
    chain.on_head([&chain, &pool](const HeadEvent& event) { follow(chain, pool, event); });
    return {};
}

}  // namespace dusk::engine
