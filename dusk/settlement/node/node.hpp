// A DuskDS node: chain, mempool, rounds of consensus on a thread of its own. Public functions are
// safe from any thread. What it acknowledges (a transaction, a block) is in the ledger's log before
// it says so.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <thread>

#include <dusk/platform/clock/clock.hpp>
#include <dusk/platform/crypto/dusk_bls.hpp>
#include <dusk/settlement/consensus/round.hpp>
#include <dusk/settlement/node/chain.hpp>

namespace dusk::settlement {

struct NodeConfig {
    ChainConfig chain;
    MempoolLimits mempool;
    /// A provisioner's key; none: the node follows.
    std::optional<BlsSecretKey> consensus_key;
    /// Between blocks. Timestamps are in seconds, so the chain's minimum is this, rounded up.
    std::uint64_t block_time_ms = 10'000;
    /// How long before its slot a block is built; transactions that come later wait for the next.
    std::uint64_t build_lead_ms = 1'000;
    std::uint64_t generation_timeout_ms = 3'000;
};

// What observers are told, in the order it happened.
struct TxIncluded {
    std::shared_ptr<const MempoolEntry> entry;
};
struct TxRemoved {
    Hash32 id;
};
struct BlockAccepted {
    std::shared_ptr<const BlockRecord> record;
};
struct BlockStateChange {
    Hash32 hash;
    Finality state = Finality::confirmed;
    std::uint64_t at_height = 0;
};
struct BlockReverted {
    Hash32 hash;
    std::uint64_t height = 0;
};
using NodeEvent =
    std::variant<TxIncluded, TxRemoved, BlockAccepted, BlockStateChange, BlockReverted>;

struct Simulation {
    std::uint64_t gas_spent = 0;
    std::optional<std::string> error;
};

class Node {
public:
    static std::expected<std::unique_ptr<Node>, std::string> open(NodeConfig config, Clock& clock);
    ~Node();

    /// Called on the thread that caused the event: must not block. Before start().
    void set_listener(std::function<void(const NodeEvent&)> listener);
    void start();
    void stop();

    const Chain& chain() const noexcept { return *chain_; }
    const NodeConfig& config() const noexcept { return config_; }

    /// Checks a transaction as the mempool would; the error is what a client reads.
    std::expected<void, std::string> preverify(const Tx& tx, std::size_t size) const;
    /// Checks, stores and queues it.
    std::expected<Hash32, std::string> propagate(Tx tx, std::size_t size);
    /// Executes on the tip without mempool rules.
    Simulation simulate(const Tx& tx) const;

    std::vector<std::shared_ptr<const MempoolEntry>> waiting() const;
    std::shared_ptr<const MempoolEntry> waiting(const Hash32& id) const;
    std::uint64_t next_nonce(const AccountKey& account) const;

    /// Takes back blocks above `height` (development networks only). Their transactions wait again,
    /// or are dropped with all that waits. The next block is younger than the one it replaces, so
    /// that it is another one even with the same content.
    std::expected<void, std::string> revert_to(std::uint64_t height, bool drop_txs = false);
    /// For consensus messages of other nodes.
    void receive(ConsensusMessage message);
    /// Where own consensus messages go; none on a network of one.
    void set_broadcast(std::function<void(const ConsensusMessage&)> broadcast);
    /// False once the ledger's disk failed: the node then makes no more blocks.
    bool healthy() const noexcept { return healthy_; }

private:
    Node(NodeConfig config, Clock& clock, std::unique_ptr<Chain> chain);
    void load_mempool();
    std::expected<std::shared_ptr<const MempoolEntry>, std::string> check_stateless(
        Tx tx, std::size_t size) const;
    Mempool::SenderState sender_state(const AccountKey& key) const;

    void run();
    void begin_round();
    void carry_out(Effects effects);
    void build_candidate(const BuildCandidate& request);
    void verify_candidate(const VerifyCandidate& request);
    void accept(const Decide& decision);
    void after_accept(const Accepted& accepted, const std::vector<Hash32>& gone);
    void drop(const std::vector<Hash32>& ids);
    void notify(const NodeEvent& event) const;
    std::expected<void, std::string> revert_now(std::uint64_t height, bool drop_txs);
    /// Runs `task` on the node's thread and waits for it.
    void run_task(std::function<void()> task);

    NodeConfig config_;
    Clock& clock_;
    std::unique_ptr<Chain> chain_;
    std::function<void(const NodeEvent&)> listener_;
    std::function<void(const ConsensusMessage&)> broadcast_;

    mutable std::mutex mempool_mutex_;
    Mempool mempool_;

    // The node's thread.
    std::optional<Round> round_;
    std::optional<std::uint64_t> wake_ms_;
    TimeoutHistory timeouts_;
    Effects pending_;
    /// Timestamp of the next block at least; set by a revert.
    std::uint64_t not_before_s_ = 0;

    std::mutex task_mutex_;
    std::condition_variable task_added_;
    std::deque<std::function<void()>> tasks_;
    bool stopping_ = false;
    std::atomic<bool> healthy_ = true;
    std::thread thread_;
};

}  // namespace dusk::settlement
