// TxnPool: transactions that wait for a block. Per sender they are ordered by nonce; those that
// follow the account's nonce without a gap are pending, the rest queued. What add() accepts is on
// disk before it returns and survives kill -9.
//
// Limits: PoolLimits. When the pool is full the transaction with the lowest priority fee gives way,
// with all that follow it from its sender. Thread-safe.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <dusk/core/chain/chain_config.hpp>
#include <dusk/core/chain/header.hpp>
#include <dusk/core/chain/op_fees.hpp>
#include <dusk/core/state/state_view.hpp>
#include <dusk/node/pool/pool_error.hpp>
#include <dusk/node/store/chain_store.hpp>

namespace dusk::pool {

struct PoolLimits {
    /// Names and defaults are geth's --txpool.* flags.
    std::size_t global_slots = 20'000;
    std::size_t account_slots = 1'024;
    std::uint64_t price_limit_wei = 1;
    std::uint64_t price_bump_percent = 10;
    std::size_t txn_size_max = 128 * 1024;
    /// Transactions older than this leave the pool.
    std::uint64_t lifetime_s = 3 * 60 * 60;
};

struct PooledTxn {
    Transaction txn;
    Hash32 hash;
    Address sender;
    /// EIP-2718.
    Bytes encoded;
    std::uint64_t added_s = 0;
    /// Order of arrival, to break ties.
    std::uint64_t sequence = 0;
};
using PooledTxnPtr = std::shared_ptr<const PooledTxn>;

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
    TxnPool(kv::Database& database, const CryptoProvider& crypto, PoolLimits limits,
            std::function<std::uint64_t()> now_s);

    /// Reads back what the last process had accepted. Call once, after the first reset().
    kv::Result<void> load();

    /// Adds a transaction in EIP-2718 form. Gives its hash.
    std::expected<Hash32, PoolError> add(BytesView encoded);

    /// A new head: what it includes or makes invalid leaves; `reverted` transactions of blocks that
    /// are no longer canonical come back.
    void reset(PoolHead head, const std::vector<Transaction>& reverted = {});

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

    /// Takes a transaction out that a block cannot include.
    void remove(const Hash32& hash);

    /// Pending transactions in the order of a block: by priority fee at `base_fee`, then arrival,
    /// nonces in order. A snapshot; `skip_sender` drops the sender of the last one given.
    class BestTxns {
    public:
        PooledTxnPtr next();
        void skip_sender();

    private:
        friend class TxnPool;
        struct Candidate {
            u256 priority_fee;
            std::uint64_t sequence = 0;
            std::size_t sender = 0;
            bool operator<(const Candidate& other) const;
        };
        void push(std::size_t sender);

        u256 base_fee_;
        std::vector<std::vector<PooledTxnPtr>> senders_;
        std::vector<std::size_t> positions_;
        std::vector<Candidate> heap_;
        std::optional<std::size_t> last_;
    };
    BestTxns best(const u256& base_fee) const;

    /// Called for each transaction that becomes pending, outside the pool's lock.
    void on_pending(Sink sink);

private:
    struct Account {
        std::map<std::uint64_t, PooledTxnPtr> txns;
        std::uint64_t state_nonce = 0;
        u256 balance;
    };

    std::expected<PooledTxn, PoolError> decode(BytesView encoded) const;
    std::expected<void, PoolError> check(const PooledTxn& txn) const;
    std::expected<void, PoolError> insert(PooledTxnPtr txn, kv::Batch& batch);
    std::expected<void, PoolError> make_room(const PooledTxn& txn, kv::Batch& batch);
    u256 cost_of(const PooledTxn& txn) const;
    void erase_from(const Address& sender, std::uint64_t nonce, kv::Batch& batch);
    void erase_one(const PooledTxnPtr& txn, kv::Batch& batch);
    void refresh(Account& account, const Address& sender, kv::Batch& batch);
    std::uint64_t first_gap(const Account& account) const;

    kv::Database& database_;
    const CryptoProvider& crypto_;
    const PoolLimits limits_;
    const std::function<std::uint64_t()> now_s_;

    mutable std::mutex mutex_;
    // Guarded by mutex_:
    PoolHead head_;
    std::map<Address, Account> accounts_;
    std::map<Hash32, PooledTxnPtr> by_hash_;
    std::uint64_t sequence_ = 0;
    std::uint64_t generation_ = 0;
    std::vector<Sink> sinks_;
};

}  // namespace dusk::pool
