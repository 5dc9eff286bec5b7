#include <algorithm>
#include <unordered_set>

#include <dusk/core/base/result.hpp>
#include <dusk/node/pool/txn_pool.hpp>

namespace dusk::pool {
namespace {

constexpr std::size_t LEFT_CONDITIONS_MAX = 1'024;

}  // namespace

TxnPool::TxnPool(kv::Database& database, const CryptoProvider& crypto, const PoolLimits& limits,
                 std::function<std::uint64_t()> now_s)
    : crypto_(crypto),
      limits_(limits),
      now_s_(std::move(now_s)),
      journal_(database, limits.journal),
      senders_(std::make_shared<parallel::SenderCache>(parallel::SENDER_CACHE_SIZE)),
      price_limit_wei_(limits.price_limit_wei),
      expired_at_s_(now_s_()),
      swept_at_s_(now_s_()) {}

void TxnPool::share_senders(std::shared_ptr<parallel::SenderCache> senders) {
    senders_ = std::move(senders);
}

// Coming ------------------------------------------------------------------------------------

kv::Result<void> TxnPool::load() {
    DUSK_TRY(rows, journal_.read());
    const std::lock_guard lock(mutex_);
    for (const auto& row : rows) {
        auto txn = decode(row.encoded);
        sequence_ = std::max(sequence_, row.sequence + 1);
        if (!txn) continue;
        txn->added_s = row.added_s;
        txn->sequence = row.sequence;
        (void)insert(std::make_shared<const PooledTxn>(*std::move(txn)));
    }
    sweep_journal();
    departed_.clear();
    return {};
}

std::expected<Hash32, PoolError> TxnPool::add(BytesView encoded) {
    DUSK_TRY(pooled, decode(encoded));
    return add(std::move(pooled));
}

std::expected<Hash32, PoolError> TxnPool::add(Transaction txn, BytesView encoded,
                                              TxnConditionalPtr conditional) {
    DUSK_TRY_VOID(check_size(encoded));
    DUSK_TRY(pooled, make_pooled(std::move(txn), encoded));
    pooled.conditional = std::move(conditional);
    return add(std::move(pooled));
}

std::expected<Hash32, PoolError> TxnPool::add(PooledTxn pooled) {
    PooledTxnPtr added;
    std::vector<PooledTxnPtr> pending;
    std::shared_ptr<const std::vector<Sink>> sinks;
    std::vector<std::uint64_t> departed;
    bool stays = true;
    {
        const std::lock_guard lock(mutex_);
        pooled.added_s = now_s_();
        pooled.sequence = sequence_++;
        added = std::make_shared<const PooledTxn>(std::move(pooled));
        auto inserted = insert(added);
        departed = std::exchange(departed_, {});
        if (!inserted) {
            write_departures(departed);
            return std::unexpected(std::move(inserted.error()));
        }
        pending = *std::move(inserted);
        stays = by_hash_.contains(added->hash);
        sinks = sinks_;
    }
    write_departures(departed);
    if (!stays) return std::unexpected(PoolError{Refusal::account_limit, "account limit exceeded"});
    const auto written = added->conditional ? kv::Result<void>{} : journal_.put(*added);
    if (!written) {
        remove(added->hash);
        return std::unexpected(
            PoolError{Refusal::invalid, "the pool cannot be written: " + written.error().message});
    }
    for (const auto& sink : *sinks)
        for (const auto& txn : pending) sink(txn);
    return added->hash;
}

AccountTxns TxnPool::account_of(const Address& sender) const {
    return AccountTxns(sender_state(sender));
}

std::expected<std::vector<PooledTxnPtr>, PoolError> TxnPool::insert(const PooledTxnPtr& txn) {
    if (by_hash_.contains(txn->hash))
        return std::unexpected(PoolError{Refusal::already_known, "already known"});
    DUSK_TRY_VOID(check(*txn));
    const auto& sender = txn->sender;
    auto account = accounts_.find(sender);
    if (account == accounts_.end()) account = accounts_.emplace(sender, account_of(sender)).first;
    auto checked = check_account(*txn, account->second);
    const auto* old = account->second.find(txn->txn.nonce);
    const auto replaced = checked && old != nullptr ? old->txn : nullptr;
    if (checked && replaced == nullptr) checked = make_room(*txn, account->second);
    // Making room may have taken the account's last transaction, and the account with it.
    account = accounts_.find(sender);
    if (!checked) {
        drop_if_empty(sender);
        return std::unexpected(std::move(checked.error()));
    }
    if (account == accounts_.end()) account = accounts_.emplace(sender, account_of(sender)).first;

    const auto gap_before = account->second.gap();
    if (replaced) forget(replaced);
    change(account, [&](AccountTxns& txns) { txns.put(txn, cost_of(*txn)); });
    by_hash_.emplace(txn->hash, txn);
    slots_ += txn->slots();
    prices_.add(txn);
    ++generation_;

    std::vector<PooledTxnPtr> pending;
    if (txn->txn.nonce < gap_before) pending.push_back(txn);
    for (auto nonce = gap_before; nonce < account->second.gap(); ++nonce)
        pending.push_back(account->second.find(nonce)->txn);
    trim_pending();
    return pending;
}

// Going -------------------------------------------------------------------------------------

/// Out of every book but its account's.
void TxnPool::forget(const PooledTxnPtr& txn) {
    by_hash_.erase(txn->hash);
    slots_ -= txn->slots();
    departed_.push_back(txn->sequence);
    ++generation_;
    if (!txn->conditional) return;
    left_conditions_.emplace_back(txn->hash, txn->conditional);
    if (left_conditions_.size() > LEFT_CONDITIONS_MAX) left_conditions_.pop_front();
}

TxnConditionalPtr TxnPool::condition_before(const Hash32& hash) const {
    const auto found =
        std::ranges::find(left_conditions_, hash, &std::pair<Hash32, TxnConditionalPtr>::first);
    return found != left_conditions_.end() ? found->second : nullptr;
}

void TxnPool::drop_if_empty(const Address& sender) {
    const auto account = accounts_.find(sender);
    if (account != accounts_.end() && account->second.txns().empty()) accounts_.erase(account);
}

void TxnPool::erase(const PooledTxnPtr& txn) {
    // Both may be the last to hold what the argument refers to.
    const auto kept = txn;
    const auto account = accounts_.find(kept->sender);
    change(account, [&](AccountTxns& txns) { txns.erase(kept->txn.nonce); });
    forget(kept);
    drop_if_empty(kept->sender);
}

void TxnPool::remove(const Hash32& hash) {
    std::vector<std::uint64_t> departed;
    {
        const std::lock_guard lock(mutex_);
        const auto found = by_hash_.find(hash);
        if (found == by_hash_.end()) return;
        erase(found->second);
        departed = std::exchange(departed_, {});
    }
    write_departures(departed);
}

void TxnPool::set_price_limit(std::uint64_t wei) {
    std::vector<std::uint64_t> departed;
    {
        const std::lock_guard lock(mutex_);
        price_limit_wei_ = wei;
        std::vector<PooledTxnPtr> leaving;
        for (const auto& [hash, txn] : by_hash_)
            if (txn->txn.max_priority_fee_per_gas < u256{wei}) leaving.push_back(txn);
        for (const auto& txn : leaving) erase(txn);
        departed = std::exchange(departed_, {});
    }
    write_departures(departed);
}

void TxnPool::write_departures(const std::vector<std::uint64_t>& departed) {
    journal_.erase(departed);
}

void TxnPool::sweep_journal() {
    std::unordered_set<std::uint64_t> sequences;
    for (const auto& [hash, txn] : by_hash_) sequences.insert(txn->sequence);
    journal_.sweep([&](std::uint64_t sequence) { return sequences.contains(sequence); });
}

// The head ----------------------------------------------------------------------------------

void TxnPool::refresh(const Address& sender, bool reprices) {
    const auto account = accounts_.find(sender);
    if (account == accounts_.end()) return;
    const auto state = sender_state(sender);
    change(account, [&](AccountTxns& txns) {
        for (const auto& txn : txns.move_to(state)) forget(txn);
        if (reprices) txns.reprice([&](const PooledTxn& txn) { return cost_of(txn); });
        std::vector<PooledTxnPtr> invalid;
        for (const auto& [nonce, entry] : txns.txns())
            if (entry.cost > state.balance || entry.txn->txn.gas_limit > head_.header.gas_limit)
                invalid.push_back(entry.txn);
        for (const auto& txn : invalid) {
            txns.erase(txn->txn.nonce);
            forget(txn);
        }
    });
    trim_queue(account);
    drop_if_empty(sender);
}

void TxnPool::refresh_all(bool reprices) {
    std::vector<Address> senders;
    senders.reserve(accounts_.size());
    for (const auto& [sender, account] : accounts_) senders.push_back(sender);
    for (const auto& sender : senders) refresh(sender, reprices);
}

void TxnPool::reset(PoolHead head, const std::vector<Transaction>& reverted,
                    const std::optional<std::vector<Address>>& changed) {
    std::vector<PooledTxn> returning;
    for (const auto& txn : reverted)
        if (auto pooled = decode(encode_transaction(txn))) returning.push_back(*std::move(pooled));

    std::vector<PooledTxnPtr> returned;
    std::vector<std::uint64_t> departed;
    {
        const std::lock_guard lock(mutex_);
        const bool is_first = head_.state == nullptr;
        const bool reprices =
            is_first || head_.l1_fees != head.l1_fees || head_.rules.op != head.rules.op;
        const bool all = reprices || !changed || head_.header.gas_limit != head.header.gas_limit;
        if (is_first || head_.next_base_fee != head.next_base_fee) prices_.clear();
        head_ = std::move(head);
        ++generation_;
        if (all) {
            refresh_all(reprices);
        } else {
            for (const auto& sender : *changed) refresh(sender, false);
        }
        for (auto& txn : returning) {
            txn.added_s = now_s_();
            txn.sequence = sequence_++;
            txn.conditional = condition_before(txn.hash);
            auto shared = std::make_shared<const PooledTxn>(std::move(txn));
            if (insert(shared)) returned.push_back(std::move(shared));
        }
        expire();
        departed = std::exchange(departed_, {});
    }
    write_departures(departed);
    std::erase_if(returned, [](const PooledTxnPtr& txn) { return txn->conditional != nullptr; });
    // What fails here is lost by a crash only, and then stands in the reverted block.
    (void)journal_.put(returned);
}

// Questions ---------------------------------------------------------------------------------

PooledTxnPtr TxnPool::find(const Hash32& hash) const {
    const std::lock_guard lock(mutex_);
    const auto found = by_hash_.find(hash);
    return found == by_hash_.end() ? nullptr : found->second;
}

std::uint64_t TxnPool::next_nonce(const Address& sender) const {
    const std::lock_guard lock(mutex_);
    const auto account = accounts_.find(sender);
    return account != accounts_.end() ? account->second.gap() : sender_state(sender).nonce;
}

PoolCounts TxnPool::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

std::uint64_t TxnPool::generation() const {
    const std::lock_guard lock(mutex_);
    return generation_;
}

TxnPool::Content TxnPool::content() const {
    const std::lock_guard lock(mutex_);
    Content content;
    for (const auto& [sender, account] : accounts_)
        for (const auto& [nonce, entry] : account.txns())
            (nonce < account.gap() ? content.pending : content.queued)[sender].push_back(entry.txn);
    return content;
}

PooledTxnPtr TxnPool::pending_at(const Address& sender, std::uint64_t nonce) const {
    const std::lock_guard lock(mutex_);
    const auto account = accounts_.find(sender);
    if (account == accounts_.end() || nonce >= account->second.gap()) return nullptr;
    const auto* entry = account->second.find(nonce);
    return entry != nullptr ? entry->txn : nullptr;
}

BestTxns TxnPool::best(const u256& base_fee, const NextNonces& next) const {
    BestTxns best(*this, base_fee);
    const std::lock_guard lock(mutex_);
    for (const auto& [sender, account] : accounts_) {
        if (account.pending() == 0) continue;
        const auto* wanted = next.find(sender);
        const auto nonce =
            std::max(account.state().nonce, wanted != nullptr ? *wanted : std::uint64_t{0});
        if (const auto* entry = account.find(nonce); entry != nullptr && nonce < account.gap())
            best.push(entry->txn);
    }
    return best;
}

void TxnPool::on_pending(Sink sink) {
    const std::lock_guard lock(mutex_);
    auto sinks = std::make_shared<std::vector<Sink>>(*sinks_);
    sinks->push_back(std::move(sink));
    sinks_ = std::move(sinks);
}

}  // namespace dusk::pool
