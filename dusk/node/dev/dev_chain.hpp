// DevChain: a rollup's execution node that makes its own blocks, for developers. Blocks follow OP
// rules (attributes deposit, fees, forks) on one fixed pseudo L1 block; they come with each
// transaction, by the clock, or when asked for. What anvil and hardhat let tests do to a chain is
// done here: time, state, snapshots, impersonation. Never part of a node that others rely on.
//
// A change of state lasts once it returned: it is written before, beside the chain (amendment.hpp),
// and so survives kill -9 as blocks and the pool do. Snapshots, impersonation and block settings
// are forgotten with the process, and so is an impersonated transaction that no block holds yet.
#pragma once

#include <condition_variable>
#include <limits>
#include <map>
#include <set>
#include <thread>

#include <dusk/core/rollup/rollup_config.hpp>
#include <dusk/node/dev/amendment_book.hpp>
#include <dusk/node/dev/block.hpp>
#include <dusk/node/dev/dev_time.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>

namespace dusk::dev {

struct DevOptions {
    /// A block for each transaction, at once.
    bool automine = true;
    /// Blocks by the clock, at most PERIOD_MAX_S apart; 0: none.
    std::uint64_t period_s = 0;
};

/// As many nanoseconds are a time that the clock can wait for.
inline constexpr std::uint64_t PERIOD_MAX_S = std::numeric_limits<std::uint32_t>::max();

/// Blocks that one call may make.
inline constexpr std::uint64_t MINE_BLOCKS_MAX = 100'000;
inline constexpr std::size_t SNAPSHOTS_MAX = 10'000;

/// Thread-safe. Its changes of the chain come one at a time.
class DevChain {
public:
    template <class T = void>
    using Done = std::expected<T, std::string>;

    /// All outlive it.
    DevChain(engine::Chain& chain, pool::TxnPool& pool, const rollup::RollupConfig& rollup,
             std::vector<EthereumKey> keys, const DevOptions& options);
    ~DevChain();
    DevChain(const DevChain&) = delete;
    DevChain& operator=(const DevChain&) = delete;

    /// Reads what an earlier process left, mines what waits, and begins to make blocks.
    Done<> start();

    /// The state after block `hash`, amended.
    std::unique_ptr<StateView> amend(const Hash32& hash, std::unique_ptr<StateView> view) const {
        return amendments_.amend(hash, std::move(view));
    }

    // Blocks.

    /// Makes `count` blocks; those after the first are `interval_s` apart if that is not 0.
    Done<> mine(std::uint64_t count, std::uint64_t interval_s = 0);
    /// Until nothing waits that a block can take, if blocks come with each transaction.
    void mine_waiting();
    void set_automine(bool on);
    bool automine() const;
    void set_interval(std::uint64_t period_s);
    /// Between blocks that come by the clock; 0: none do.
    std::uint64_t interval_s() const;
    /// Of the blocks to come.
    void change_settings(const std::function<void(BlockSettings&)>& change);

    // Time.

    /// The whole distance from the clock, in seconds.
    std::int64_t increase_time(std::uint64_t seconds);
    std::int64_t set_time(std::uint64_t timestamp);
    Done<> set_next_timestamp(std::uint64_t timestamp);
    void set_timestamp_interval(std::optional<std::uint64_t> seconds);

    // State after the head.

    using Change = std::function<void(StateDiff& diff, const StateView& base)>;
    Done<> change_state(const Change& change);
    Done<std::unique_ptr<StateView>> head_state() const;
    /// What is changed in it against the head's own state; null: nothing.
    Amendment head_amendment() const { return amendments_.find(chain_.store().head().hash); }

    std::uint64_t snapshot();
    /// False: no such snapshot (any more).
    Done<bool> revert(std::uint64_t id);
    /// Takes the last `depth` blocks away.
    Done<> rollback(std::uint64_t depth);
    /// Puts as many new blocks in the place of the last `depth`, with nothing in them but `txns` of
    /// the first, the second and so on. Those that cannot be executed are left out.
    Done<> reorg(std::uint64_t depth, std::vector<std::vector<SentTxn>> txns);
    /// The state after the block that is `depth` below the head.
    Done<std::unique_ptr<StateView>> state_below(std::uint64_t depth) const;
    /// Back to the genesis, with nothing left of what was done.
    Done<> reset();

    // Senders.

    const std::vector<EthereumKey>& keys() const noexcept { return keys_; }
    const EthereumKey* key_of(const Address& address) const;
    void impersonate(const Address& address, bool on);
    void impersonate_all(bool on);
    bool may_impersonate(const Address& address) const;
    /// The nonce that comes next for `sender`, waiting transactions counted.
    std::uint64_t next_nonce(const Address& sender) const;
    /// Takes a transaction of an impersonated sender; gives its hash.
    Done<Hash32> send_unsigned(Transaction txn, const Address& sender);
    bool drop(const Hash32& txn_hash);
    void drop_all(const std::optional<Address>& sender);

    engine::Chain& chain() const noexcept { return chain_; }
    pool::TxnPool& pool() const noexcept { return pool_; }

private:
    struct Snapshot {
        store::BlockRef head;
        Amendment amendment;
        std::int64_t time_offset_s = 0;
    };
    class Hold;

    Done<> mine_block(std::uint64_t interval_s);
    Done<BlockPlan> plan_block(std::uint64_t interval_s) const;
    Done<> make_block(const BlockPlan& plan);
    Done<store::BlockRef> block_below(std::uint64_t depth) const;
    Done<> go_to(const store::BlockRef& block, const Amendment& amendment);
    Done<> tell_pool();
    void drop_pool_txns(const std::set<Hash32>& hashes);
    void run_clock();

    engine::Chain& chain_;
    pool::TxnPool& pool_;
    const rollup::RollupConfig& rollup_;
    const std::vector<EthereumKey> keys_;
    AmendmentBook amendments_;

    mutable std::mutex mutex_;
    /// The thread that holds mutex_ to change the chain: what it causes must not come back here.
    std::atomic<std::thread::id> holder_{};
    // Guarded by mutex_:
    bool automine_ = true;
    std::uint64_t period_s_ = 0;
    DevTime time_;
    BlockSettings settings_;
    std::set<Address> impersonated_;
    bool impersonates_all_ = false;
    std::vector<SentTxn> unsigned_;
    std::map<std::uint64_t, Snapshot> snapshots_;
    std::uint64_t snapshot_count_ = 0;

    std::condition_variable clock_wake_;
    bool stopping_ = false;
    std::thread clock_;
};

}  // namespace dusk::dev
