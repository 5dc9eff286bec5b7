// EngineController: the keeper of the L2 heads. All that moves the engine goes through it, one
// thing at a time: the sequencer's blocks, derived blocks, finality, resets. Unsafe: the newest
// block; pending safe: derived, its span batch not at its end; safe: derived; finalized: derived
// from final L1 (OP specs, derivation.md#engine-queue).
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include <dusk/core/rollup/pipeline.hpp>
#include <dusk/node/driver/fair_mutex.hpp>
#include <dusk/node/sequencer/block_building.hpp>

namespace dusk::driver {

struct EngineHeads {
    rollup::L2BlockRef unsafe;
    rollup::L2BlockRef pending_safe;
    rollup::L2BlockRef safe;
    rollup::L2BlockRef finalized;
    friend bool operator==(const EngineHeads&, const EngineHeads&) = default;
};

/// What became of derived attributes.
struct Applied {
    enum class Kind : std::uint8_t {
        consolidated,  ///< the unsafe chain has the block already
        built,
        refused,  ///< the engine says that they are invalid
    };
    Kind kind = Kind::consolidated;
    rollup::L2BlockRef ref;
    std::size_t transactions = 0;
    std::uint64_t gas_used = 0;
    /// Refused: the engine's words. Built in the place of another block: what differed.
    std::string detail;
};

/// Thread-safe.
class EngineController final : public sequencer::BlockBuilding {
public:
    /// Called with each new safe block and the L1 block it was derived from, before the engine is
    /// told. An error stops the derivation.
    using SafeListener =
        std::function<sources::Outcome<void>(const rollup::L2BlockRef&, const rollup::L1BlockRef&)>;

    /// All outlive the controller.
    EngineController(const rollup::RollupConfig& config, const rollup::UpgradePayloads& payloads,
                     sources::Engine& engine, SafeListener on_safe);

    sources::Outcome<sequencer::BuildingHead> building_head() override;
    sources::Outcome<sources::PayloadId> start_block(
        const rollup::L2BlockRef& parent, const rollup::PayloadAttributes& attributes) override;
    sources::Outcome<sequencer::SealedBlock> seal_block(const rollup::L2BlockRef& parent,
                                                        const sources::PayloadId& id,
                                                        std::uint64_t timestamp) override;
    void request_reset(std::string reason) override;

    /// The block that derivation builds on.
    sources::Outcome<rollup::L2Parent> derivation_parent();
    /// Consolidates or builds the child of the pending safe head.
    sources::Outcome<Applied> apply(const rollup::DerivedAttributes& derived);
    /// Makes `ref`, a safe block, the finalized one. Older ones are ignored.
    sources::Outcome<void> finalize(const rollup::L2BlockRef& ref);
    /// A block from elsewhere on top of the unsafe head.
    sources::Outcome<void> insert_unsafe(const sources::PayloadEnvelope& envelope);

    /// Why the heads are to be found anew; none: they are good.
    std::optional<std::string> reset_reason() const;
    /// Takes over the heads and tells the engine.
    sources::Outcome<void> reset_to(const EngineHeads& heads);
    /// As of the last change. Never waits for the engine. Empty before the first reset.
    std::optional<EngineHeads> heads() const;

private:
    sources::Outcome<void> check_ready() const;
    sources::Outcome<void> update_forkchoice();
    sources::Outcome<sources::ForkchoiceAnswer> forkchoice(
        const sources::ForkchoiceState& state, const rollup::PayloadAttributes* attributes);
    sources::ForkchoiceState forkchoice_state() const;
    sources::Outcome<rollup::L2Parent> execute(const sources::PayloadEnvelope& envelope);
    sources::Outcome<std::optional<Applied>> consolidate(const rollup::DerivedAttributes& derived,
                                                         std::string& mismatch);
    sources::Outcome<Applied> build(const rollup::DerivedAttributes& derived);
    sources::Outcome<void> promote(const rollup::DerivedAttributes& derived,
                                   const rollup::L2Parent& block);
    void publish();

    const rollup::RollupConfig& config_;
    const rollup::UpgradePayloads& payloads_;
    sources::Engine& engine_;
    SafeListener on_safe_;

    FairMutex mutex_;
    rollup::L2Parent unsafe_;
    rollup::L2Parent pending_safe_;
    rollup::L2BlockRef safe_;
    rollup::L2BlockRef finalized_;

    /// Guards what others may look at while the engine is busy.
    mutable std::mutex view_mutex_;
    std::optional<std::string> reset_reason_ = "start";
    std::optional<EngineHeads> view_;
};

}  // namespace dusk::driver
