// Deriver: feeds the derivation pipeline from L1, and the engine from the pipeline. It is a state
// machine on one thread: each step does one thing and says how it went; waiting and trying again
// are the caller's work.
#pragma once

#include <functional>
#include <mutex>
#include <optional>

#include <dusk/core/rollup/pipeline.hpp>
#include <dusk/node/driver/engine_controller.hpp>
#include <dusk/node/driver/finalizer.hpp>
#include <dusk/node/driver/find_heads.hpp>
#include <dusk/node/driver/safe_db.hpp>

namespace dusk::driver {

struct DeriverContext {
    const rollup::RollupConfig& config;
    const rollup::UpgradePayloads& payloads;
    const CryptoProvider& crypto;
    sources::L1Chain& l1;
    sources::BlobSource& blobs;
    sources::Engine& engine;
    EngineController& controller;
    /// Null: none is kept.
    SafeDb* safe_db = nullptr;
    /// The newest L1 block known; none: not known yet.
    std::function<std::optional<rollup::L1BlockRef>()> l1_head;
    std::function<std::optional<rollup::L1BlockRef>()> l1_finalized;
    /// How many L1 blocks must stand on one before it is read.
    std::uint64_t l1_confirmations = 0;
};

enum class Progress : std::uint8_t {
    advanced,
    waits_for_l1,  ///< everything up to the L1 head was read
};

class Deriver {
public:
    explicit Deriver(DeriverContext context);

    /// temporary: step again after a while; reset: the next step finds the heads anew; critical:
    /// the node must stop.
    sources::Outcome<Progress> step();

    /// Called by the controller for each safe block.
    sources::Outcome<void> on_safe(const rollup::L2BlockRef& safe,
                                   const rollup::L1BlockRef& derived_from);

    /// The L1 block up to which data were read. Any thread.
    rollup::L1BlockRef current_l1() const;
    /// Resets since the start. Any thread.
    std::uint64_t resets() const;

private:
    sources::Outcome<Progress> reset(const std::string& reason);
    sources::Outcome<Progress> derive();
    sources::Outcome<Progress> handle(const rollup::NeedL1Block& need);
    sources::Outcome<Progress> handle(const rollup::NeedBlobs& need);
    sources::Outcome<Progress> handle(const rollup::NeedL2Block& need);
    sources::Outcome<Progress> handle(const rollup::DerivedAttributes& derived);
    sources::Outcome<Progress> replace_refused(const rollup::DerivedAttributes& refused,
                                               const std::string& why);
    sources::Outcome<void> l1_read_to_end();
    sources::Outcome<void> finalize();
    void publish();

    DeriverContext context_;
    rollup::Pipeline pipeline_;
    Finalizer finalizer_;
    /// Attributes that the engine has not taken yet.
    std::optional<rollup::DerivedAttributes> pending_;
    /// The safe head as it was last logged.
    std::uint64_t logged_safe_ = 0;
    std::uint64_t logged_finality_ = 0;

    mutable std::mutex view_mutex_;
    rollup::L1BlockRef current_l1_;
    std::uint64_t resets_ = 0;
};

}  // namespace dusk::driver
