// TxnPool: limits on the number of transactions, and how long they may wait.
#include <dusk/core/base/result.hpp>
#include <dusk/node/pool/txn_pool.hpp>

namespace dusk::pool {
namespace {

/// How often waiting transactions are looked at (geth: evictionInterval).
constexpr std::uint64_t EXPIRY_INTERVAL_S = 60;

std::unexpected<PoolError> refuse(Refusal refusal, std::string message) {
    return std::unexpected(PoolError{refusal, std::move(message)});
}

}  // namespace

/// Room for a newcomer that replaces none. May remove others, of its sender too.
TxnPool::Checked TxnPool::make_room(const PooledTxn& txn, const AccountTxns& account) {
    const bool is_queued = txn.txn.nonce > account.gap();
    if (is_queued) {
        DUSK_TRY_VOID(make_queue_room(txn, account));
    } else if (counts_.pending >= limits_.global_slots &&
               account.pending() >= limits_.account_slots) {
        return refuse(Refusal::account_limit, "account limit exceeded");
    }
    const auto capacity = limits_.global_slots + limits_.global_queue;
    const auto tip = priority_fee_at(txn.txn, head_.next_base_fee);
    while (slots_ + txn.slots() > capacity) {
        if (!prices_.is_made()) prices_.make(by_hash_, head_.next_base_fee);
        const auto cheapest = prices_.cheapest(
            [&](const PooledTxn& candidate) { return by_hash_.contains(candidate.hash); });
        if (cheapest == nullptr) return refuse(Refusal::underpriced, "txpool is full");
        if (tip <= priority_fee_at(cheapest->txn, head_.next_base_fee))
            return refuse(Refusal::underpriced, "transaction underpriced");
        const auto& owner = accounts_.find(cheapest->sender)->second;
        if (is_queued && cheapest->txn.nonce < owner.gap())
            return refuse(Refusal::underpriced, "future transaction tries to replace pending");
        erase(cheapest);
    }
    return {};
}

TxnPool::Checked TxnPool::make_queue_room(const PooledTxn& txn, const AccountTxns& account) {
    if (counts_.queued >= limits_.global_queue)
        return refuse(Refusal::underpriced, "txpool is full");
    if (account.queued() < limits_.account_queue) return {};
    // The furthest from being executable gives way, if it is not the newcomer itself.
    if (account.txns().empty() || account.txns().rbegin()->first < txn.txn.nonce)
        return refuse(Refusal::account_limit, "account limit exceeded");
    erase(account.txns().rbegin()->second.txn);
    return {};
}

/// The accounts with most pending transactions lose their last ones while there are too many.
void TxnPool::trim_pending() {
    while (counts_.pending > limits_.global_slots && !crowded_.empty()) {
        const auto& txns = accounts_.find(crowded_.rbegin()->second)->second;
        erase(txns.find(txns.gap() - 1)->txn);
    }
}

void TxnPool::trim_queue(Accounts::iterator account) {
    while (account->second.queued() > limits_.account_queue) {
        const auto last = account->second.txns().rbegin()->second.txn;
        change(account, [&](AccountTxns& txns) { txns.erase(last->txn.nonce); });
        forget(last);
    }
}

/// Drops what has waited behind a gap for too long, and rows of the journal that stayed behind.
void TxnPool::expire() {
    const auto now = now_s_();
    if (now < expired_at_s_ + EXPIRY_INTERVAL_S) return;
    expired_at_s_ = now;
    std::vector<PooledTxnPtr> old;
    for (const auto& [sender, account] : accounts_)
        for (auto entry = account.txns().lower_bound(account.gap()); entry != account.txns().end();
             ++entry)
            if (entry->second.txn->added_s + limits_.lifetime_s < now)
                old.push_back(entry->second.txn);
    for (const auto& txn : old) erase(txn);
    if (now < swept_at_s_ + limits_.rejournal_s) return;
    swept_at_s_ = now;
    sweep_journal();
}

}  // namespace dusk::pool
