// RollupNode: watcher, derivation and sequencer, each on a thread of its own, around one
// EngineController. Whoever asks for status never waits for L1 or the engine.
#pragma once

#include <condition_variable>
#include <memory>
#include <thread>

#include <dusk/node/driver/backoff.hpp>
#include <dusk/node/driver/deriver.hpp>
#include <dusk/node/driver/l1_watcher.hpp>
#include <dusk/node/driver/sync_status.hpp>
#include <dusk/node/sequencer/sequencer.hpp>

namespace dusk::driver {

struct RollupNodeOptions {
    /// None: a verifier.
    std::optional<sequencer::SequencerOptions> sequencer;
    std::uint64_t verifier_l1_confirmations = 0;
    Milliseconds l1_poll_interval{1'000};
    /// Of the labels safe and finalized.
    Milliseconds l1_label_poll_interval{2'000};
};

struct RollupNodeContext {
    const rollup::RollupConfig& config;
    const rollup::UpgradePayloads& payloads;
    const CryptoProvider& crypto;
    sources::L1Chain& l1;
    sources::BlobSource& blobs;
    sources::Engine& engine;
    /// Null: none is kept.
    SafeDb* safe_db = nullptr;
    Clock& clock;
};

class RollupNode {
public:
    /// What the context refers to must outlive the node.
    RollupNode(RollupNodeContext context, RollupNodeOptions options);
    /// stop()
    ~RollupNode();
    RollupNode(const RollupNode&) = delete;
    RollupNode& operator=(const RollupNode&) = delete;

    /// Starts the threads. Called once.
    void start();
    /// Ends the threads; may take as long as a call to L1 or the engine that is under way.
    void stop();
    /// Why the node stopped by itself; none while all is well.
    std::optional<std::string> failure() const;

    SyncStatus status() const;
    std::uint64_t resets() const { return deriver_->resets(); }
    std::uint64_t derivation_errors() const;
    /// Unix time of the last step of derivation that was no failure.
    std::uint64_t derivation_alive_ms() const;
    /// Null in a verifier.
    sequencer::Sequencer* sequencer() noexcept { return sequencer_.get(); }
    const sequencer::Sequencer* sequencer() const noexcept { return sequencer_.get(); }
    EngineController& controller() noexcept { return *controller_; }
    sources::Engine& engine() noexcept { return context_.engine; }
    const RollupNodeContext& context() const noexcept { return context_; }

    /// Wakes the sequencer: it was started by hand.
    void wake();

private:
    void watch();
    void derive();
    void sequence();
    /// False: the node is stopping.
    bool sleep(std::uint64_t ms);
    bool stopping() const;
    void on_derivation_failure(const sources::Failure& failure, Backoff& backoff);

    RollupNodeContext context_;
    RollupNodeOptions options_;
    L1Watcher watcher_;
    std::unique_ptr<Deriver> deriver_;
    std::unique_ptr<EngineController> controller_;
    std::unique_ptr<sequencer::Sequencer> sequencer_;

    mutable std::mutex mutex_;
    std::condition_variable woken_;
    bool stopping_ = false;
    std::uint64_t wakes_ = 0;
    std::optional<std::string> failure_;
    std::uint64_t derivation_errors_ = 0;
    std::uint64_t alive_ms_ = 0;
    std::vector<std::jthread> threads_;
};

}  // namespace dusk::driver
