// Sequencer: makes a block of the pool's transactions every block time (op-node/rollup/sequencing).
// It is a state machine: step() does what is due now and says when to come again. A block is begun
// at its parent's time and sealed shortly before its own; blocks that are late are made at once.
#pragma once

#include <expected>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include <dusk/core/rollup/upgrade_transactions.hpp>
#include <dusk/node/sequencer/block_building.hpp>
#include <dusk/platform/clock/clock.hpp>

namespace dusk::sequencer {

struct SequencerOptions {
    bool active = true;
    /// Most L2 blocks between safe and unsafe head; 0: no limit.
    std::uint64_t max_safe_lag = 0;
    std::uint64_t l1_confirmations = 0;
    /// How long before the block's time it is sealed.
    Milliseconds sealing_duration{50};
};

struct SequencerContext {
    const rollup::RollupConfig& config;
    const rollup::UpgradePayloads& payloads;
    sources::L1Chain& l1;
    BlockBuilding& engine;
    Clock& clock;
    /// The newest L1 block known, for confirmations.
    std::function<std::optional<rollup::L1BlockRef>()> l1_head;
    /// Told of every block sealed.
    std::function<void(const SealedBlock&)> on_block = [](const SealedBlock&) {};
};

/// Thread-safe.
class Sequencer {
public:
    /// What the context refers to must outlive the sequencer.
    Sequencer(SequencerContext context, const SequencerOptions& options);

    /// Does what is due. Returns the Unix time in ms of the next step.
    std::uint64_t step();

    /// Starts on `head`, which must be the unsafe head (zero: whatever it is).
    std::expected<void, std::string> start(const Hash32& head);
    /// Stops and returns the hash of the unsafe head. A block that is being built is dropped.
    std::expected<Hash32, std::string> stop();
    bool active() const;
    std::uint64_t errors() const;

private:
    struct Job {
        rollup::L2BlockRef parent;
        sources::PayloadId id;
        std::uint64_t timestamp = 0;
        std::uint64_t seal_at_ms = 0;
    };

    std::uint64_t begin(const BuildingHead& head);
    sources::Outcome<rollup::PayloadAttributes> attributes_for(const rollup::L2Parent& parent);
    std::uint64_t seal();
    std::uint64_t failed(std::string_view what, const sources::Failure& failure);
    std::uint64_t later(std::uint64_t ms) const { return context_.clock.now_ms() + ms; }

    SequencerContext context_;
    SequencerOptions options_;
    mutable std::mutex mutex_;
    bool active_;
    std::optional<Job> job_;
    std::uint64_t errors_ = 0;
    /// The text of the last failure that was logged, so that a long one is logged once.
    std::string last_failure_;
};

}  // namespace dusk::sequencer
