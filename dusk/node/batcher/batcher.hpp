// The batcher: publishes the sequencer's blocks on L1 (OP specs, batcher.md; op-batcher). It loads
// blocks between the safe and the unsafe head, packs them into channels, and sends the frames. It
// keeps nothing on disk: after a crash it begins at the safe head again, and batches that are on L1
// already are skipped by derivation.
//
// One thread calls step() in a loop; the other public functions are for any thread. Limits: blocks
// in memory by LOADED_BLOCKS_MAX and LOADED_BYTES_MAX.
#pragma once

#include <atomic>
#include <condition_variable>
#include <expected>
#include <mutex>
#include <optional>
#include <string>

#include <dusk/node/batcher/batcher_metrics.hpp>
#include <dusk/node/batcher/channel_manager.hpp>
#include <dusk/node/batcher/config.hpp>
#include <dusk/node/batcher/endpoints.hpp>
#include <dusk/node/txmgr/txn_manager.hpp>
#include <dusk/platform/metrics/metrics.hpp>

namespace dusk::batcher {

inline constexpr std::size_t LOADED_BLOCKS_MAX = 50'000;
inline constexpr std::size_t LOADED_BYTES_MAX = std::size_t{512} << 20;

/// What the batcher works with; all outlive it.
struct BatcherParts {
    const rollup::RollupConfig& rollup;
    RollupNode& rollup_node;
    ExecutionNode& execution;
    txmgr::EthClient& l1;
    txmgr::TxnManager& txns;
    Clock& clock;
};

class Batcher {
public:
    enum class State : std::uint8_t { stopped, running, draining };

    Batcher(const BatcherConfig& config, const BatcherParts& parts);

    /// One round of everything. True: there is more to do at once.
    bool step();
    /// Sends what is loaded, then stops submitting. Gives up after `timeout`, or when a node is
    /// away.
    void drain(Milliseconds timeout);

    // For the admin interface.
    std::expected<void, std::string> request_start();
    std::expected<void, std::string> request_stop();
    std::expected<void, std::string> request_flush();
    State state() const noexcept { return state_; }
    /// Waits until a stop is complete; false after `timeout`.
    bool wait_until_stopped(std::chrono::milliseconds timeout);
    metrics::Health health() const;

private:
    void apply_requests();
    bool is_node_synced();
    bool follow();
    /// True: there is more to load.
    std::expected<bool, std::string> load(const SyncStatus& status);
    void submit(const txmgr::L1Head& head);
    void send(Submission submission);
    void finish_draining();
    void watch_balance();
    void throttle();
    void set_state(State state);

    BatcherConfig config_;
    BatcherParts parts_;
    ChannelManager channels_;
    BatcherMetrics metrics_;

    std::atomic<State> state_;
    std::atomic<bool> start_requested_ = false;
    std::atomic<bool> stop_requested_ = false;
    std::atomic<bool> flush_requested_ = false;
    mutable std::mutex mutex_;
    std::condition_variable stopped_;
    std::string trouble_;  ///< guarded by mutex_: why the last round came to nothing

    // Of step()'s thread.
    std::optional<std::uint64_t> sync_target_;
    bool synced_ = false;
    std::uint64_t drain_started_ms_ = 0;
    std::optional<std::uint64_t> balance_checked_ms_;
    std::optional<std::uint64_t> throttled_ms_;
    bool throttling_offered_ = true;
};

/// What L1 is sent for a submission.
txmgr::TxnCandidate make_candidate(const Address& inbox, const Submission& submission);

}  // namespace dusk::batcher
