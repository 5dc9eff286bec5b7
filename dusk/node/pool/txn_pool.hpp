// TxnPool: transactions that wait for a block. Per sender they are ordered by nonce; those that
// follow the account's nonce without a gap are pending, the rest queued. What add() accepts is on
// disk before it returns and survives kill -9 (journal.hpp).
//
// Limits: PoolLimits. When the pool is full the transaction with the lowest priority fee at the
// next base fee gives way; what follows it from its sender waits behind the gap. Thread-safe.
#pragma once

#include <deque>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include <dusk/core/base/flat_hash.hpp>
#include <dusk/core/chain/chain_config.hpp>
#include <dusk/core/chain/header.hpp>
#include <dusk/core/chain/op_fees.hpp>
#include <dusk/core/state/state_view.hpp>
#include <dusk/node/parallel/senders.hpp>
#include <dusk/node/pool/account_txns.hpp>
#include <dusk/node/pool/best_txns.hpp>
#include <dusk/node/pool/journal.hpp>
#include <dusk/node/pool/pool_error.hpp>
#include <dusk/node/pool/price_index.hpp>

namespace dusk::pool {

/// What the pool checks transactions against: the state at the head and the rules of the next
/// block.
struct PoolHead {
    Header header;
    BlockRules rules;
    u256 next_base_fee;
    std::shared_ptr<const StateView> state;
    L1FeeParams l1_fees;
};

struct PoolCounts {
    std::size_t pending = 0;
    std::size_t queued = 0;
};

class TxnPool {
public:
    using Sink = std::function<void(const PooledTxnPtr&)>;

    /// `database` is the node's own; `now_s` the wall clock.
    TxnPool(kv::Database& database, const CryptoProvider& crypto, const PoolLimits& limits,
            std::function<std::uint64_t()> now_s);

    /// Notes senders in `senders`, and takes them from there. Before the first add().
    void share_senders(std::shared_ptr<parallel::SenderCache> senders);

    /// Reads back what the last process had accepted. Call once, after the first reset().
    kv::Result<void> load();

    /// Adds a transaction in EIP-2718 form. Gives its hash.
    std::expected<Hash32, PoolError> add(BytesView encoded);
    /// The same for who has decoded it: `txn` is what `encoded` says. With a condition it is not on
    /// disk: a restart forgets it, as it must not be included without.
    std::expected<Hash32, PoolError> add(Transaction txn, BytesView encoded,
                                         TxnConditionalPtr conditional = nullptr);

    /// A new head: what it includes or makes invalid leaves; `reverted` transactions of blocks that
    /// are no longer canonical come back. `changed` names the accounts that differ from the last
    /// head; none: any may.
    void reset(PoolHead head, const std::vector<Transaction>& reverted = {},
               const std::optional<std::vector<Address>>& changed = std::nullopt);

    PooledTxnPtr find(const Hash32& hash) const;
    /// The next nonce of `sender`, pending transactions counted.
    std::uint64_t next_nonce(const Address& sender) const;
    PoolCounts counts() const;
    /// Changes whenever a transaction comes or goes.
    std::uint64_t generation() const;
    /// All transactions by sender and nonce; pending first, then queued (txpool_content).
    struct Content {
        std::map<Address, std::vector<PooledTxnPtr>> pending;
        std::map<Address, std::vector<PooledTxnPtr>> queued;
    };
    Content content() const;

    /// The least priority fee (wei) from now on; those that pay less leave.
    void set_price_limit(std::uint64_t wei);
    /// Takes a transaction out that a block cannot include.
    void remove(const Hash32& hash);

    using BestTxns = pool::BestTxns;
    /// Pending transactions in the order of a block at `base_fee`, from the nonces in `next` on.
    BestTxns best(const u256& base_fee, const NextNonces& next = {}) const;
    /// The pending transaction of `sender` with `nonce`, or null.
    PooledTxnPtr pending_at(const Address& sender, std::uint64_t nonce) const;

    /// Called for each transaction that becomes pending, outside the pool's lock.
    void on_pending(Sink sink);

private:
    using Checked = std::expected<void, PoolError>;
    using Accounts = std::unordered_map<Address, AccountTxns, FlatHash>;

    std::expected<PooledTxn, PoolError> decode(BytesView encoded) const;
    std::expected<PooledTxn, PoolError> make_pooled(Transaction txn, BytesView encoded) const;
    std::expected<Hash32, PoolError> add(PooledTxn pooled);
    SenderState sender_state(const Address& sender) const;
    u256 cost_of(const PooledTxn& txn) const;

    // txn_checks.cpp: what a newcomer must fulfil.
    Checked check_size(BytesView encoded) const;
    Checked check(const PooledTxn& txn) const;
    Checked check_account(const PooledTxn& txn, const AccountTxns& account) const;
    Checked check_replacement(const PooledTxn& txn, const PooledTxn& old) const;
    Checked check_funds(const PooledTxn& txn, const AccountTxns& account) const;

    /// Checks and puts it in. Gives those that became pending.
    std::expected<std::vector<PooledTxnPtr>, PoolError> insert(const PooledTxnPtr& txn);
    AccountTxns account_of(const Address& sender) const;
    /// Every change of an account goes through this, for the sums.
    template <class Change>
    void change(Accounts::iterator account, const Change& change);

    // pool_room.cpp: limits on numbers.
    Checked make_room(const PooledTxn& txn, const AccountTxns& account);
    Checked make_queue_room(const PooledTxn& txn, const AccountTxns& account);
    void trim_pending();
    void trim_queue(Accounts::iterator account);
    void expire();

    TxnConditionalPtr condition_before(const Hash32& hash) const;
    void erase(const PooledTxnPtr& txn);
    void forget(const PooledTxnPtr& txn);
    void drop_if_empty(const Address& sender);
    void refresh(const Address& sender, bool reprices);
    void refresh_all(bool reprices);
    /// Takes what left the pool out of the journal.
    void write_departures(const std::vector<std::uint64_t>& departed);
    /// Removes rows of the journal whose transaction is not here.
    void sweep_journal();

    const CryptoProvider& crypto_;
    const PoolLimits limits_;
    const std::function<std::uint64_t()> now_s_;
    Journal journal_;
    std::shared_ptr<parallel::SenderCache> senders_;

    mutable std::mutex mutex_;
    // Guarded by mutex_:
    PoolHead head_;
    std::uint64_t price_limit_wei_;
    Accounts accounts_;
    std::unordered_map<Hash32, PooledTxnPtr, FlatHash> by_hash_;
    PoolCounts counts_;
    std::size_t slots_ = 0;
    /// Accounts with more pending transactions than they have for sure: number, account.
    std::set<std::pair<std::size_t, Address>> crowded_;
    PriceIndex prices_;
    /// Of conditional transactions that left, oldest first: a reorganisation may bring them back.
    std::deque<std::pair<Hash32, TxnConditionalPtr>> left_conditions_;
    /// Sequences of those that left since the journal was last told.
    std::vector<std::uint64_t> departed_;
    std::uint64_t sequence_ = 0;
    std::uint64_t generation_ = 0;
    std::uint64_t expired_at_s_ = 0;
    std::uint64_t swept_at_s_ = 0;
    /// Replaced as a whole, so that calls go on without the lock.
    std::shared_ptr<const std::vector<Sink>> sinks_ = std::make_shared<std::vector<Sink>>();
};

template <class Change>
void TxnPool::change(Accounts::iterator account, const Change& change) {
    auto& [sender, txns] = *account;
    const PoolCounts before{txns.pending(), txns.queued()};
    change(txns);
    counts_.pending += txns.pending() - before.pending;
    counts_.queued += txns.queued() - before.queued;
    if (before.pending == txns.pending()) return;
    if (before.pending > limits_.account_slots) crowded_.erase({before.pending, sender});
    if (txns.pending() > limits_.account_slots) crowded_.insert({txns.pending(), sender});
}

}  // namespace dusk::pool
