// Pipeline: derivation of L2 payload attributes from L1 data, without I/O (OP specs,
// derivation.md#l2-chain-derivation-pipeline, holocene/derivation.md). It runs until it needs
// something, says what, and goes on when it was provided:
//
//   pipeline.reset(start, system_config);
//   for (;;) {
//       auto event = pipeline.step(safe_head);
//       // NeedL1Block   -> provide_l1_block once the block exists (until then: wait)
//       // NeedBlobs     -> provide_blobs
//       // NeedL2Block   -> provide_l2_block
//       // DerivedAttributes -> build or consolidate, then step with the new safe head
//       // error: temporary -> retry, reset -> reset from a new start, critical -> stop
//   }
//
// Memory: the channels (limits.hpp), and one reference with its logs for each L1 block from the
// safe head's origin on, at most the sequencing window and the channel timeout.
#pragma once

#include <expected>
#include <memory>
#include <span>
#include <variant>

#include <dusk/core/crypto/provider.hpp>
#include <dusk/core/rollup/attributes.hpp>
#include <dusk/core/rollup/batch_validation.hpp>
#include <dusk/core/rollup/l1_source.hpp>

namespace dusk::rollup {

/// A block of the safe chain, which a span batch overlaps.
struct NeedL2Block {
    std::uint64_t number = 0;
    friend bool operator==(const NeedL2Block&, const NeedL2Block&) = default;
};

struct DerivedAttributes {
    PayloadAttributes attributes;
    L2BlockRef parent;
    /// The L1 block up to which everything was read: the block is safe if L1 keeps it.
    L1BlockRef derived_from;
    /// Whether the block may become safe at once. Before Holocene a span batch is applied as a
    /// whole: its blocks are only pending until the last.
    bool concluding = true;
    friend bool operator==(const DerivedAttributes&, const DerivedAttributes&) = default;
};

using PipelineEvent = std::variant<NeedL1Block, NeedBlobs, NeedL2Block, DerivedAttributes>;

class Pipeline {
public:
    /// All three must outlive the pipeline.
    Pipeline(const RollupConfig& config, const UpgradePayloads& payloads,
             const CryptoProvider& crypto);
    ~Pipeline();
    Pipeline(Pipeline&&) noexcept;
    Pipeline& operator=(Pipeline&&) noexcept;

    /// Empties all stages and starts at L1 block `start`, which is the L1 origin of an L2 block
    /// with `system_config` (see find_pipeline_start).
    void reset(const L1BlockRef& start, const SystemConfig& system_config);

    /// Runs until something is needed or attributes for a child of `safe_head` are ready. The safe
    /// head is the block that the last attributes became, or the one after a reset.
    [[nodiscard]] std::expected<PipelineEvent, PipelineError> step(const L2Parent& safe_head);

    /// The answer to NeedL1Block.
    [[nodiscard]] std::expected<void, PipelineError> provide_l1_block(L1BlockData block);
    /// The answer to NeedBlobs: the blobs in the order asked for, checked against their hashes.
    [[nodiscard]] std::expected<void, PipelineError> provide_blobs(std::vector<Bytes> blobs);
    /// The answer to NeedL2Block.
    [[nodiscard]] std::expected<void, PipelineError> provide_l2_block(SafeBlock block);

    /// Drops what is left of the channel that the last attributes came from: the engine refused
    /// them and their deposits_only form takes their place (Holocene).
    void flush_channel();

    /// The L1 block up to which data was read.
    const L1BlockRef& origin() const noexcept;
    /// The system configuration of L1 as of `origin`.
    const SystemConfig& l1_system_config() const noexcept;
    const PipelineCounters& counters() const noexcept;

private:
    struct Stages;
    std::unique_ptr<Stages> stages_;
};

/// The search for the L2 block whose L1 origin the pipeline starts at, so that every channel that
/// can still yield blocks after the safe head is read from its first frame (op-node's
/// initialReset): walk from the safe head to parents while this is true.
bool pipeline_starts_earlier(const RollupConfig& config, const L2BlockRef& candidate,
                             std::uint64_t candidate_origin_time, const L2BlockRef& safe_head);

}  // namespace dusk::rollup
