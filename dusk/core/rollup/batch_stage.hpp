// Batch stage: picks the next L2 block's batch from those in the channels, or an empty one when the
// sequencing window is over (OP specs, derivation.md#batch-queue). Before Holocene it is a queue
// that sorts batches by time and takes span batches as a whole; with Holocene it takes batches
// strictly in order and block by block, and drops the channel of the first bad one
// (holocene/derivation.md #batch-queue).
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include <dusk/core/rollup/batch_validation.hpp>
#include <dusk/core/rollup/channel_reader.hpp>

namespace dusk::rollup {

struct NextBatch {
    SingularBatch batch;
    /// Whether this is the last block of its span batch, or may be safe on its own.
    bool concluding = true;
};

class BatchStage {
public:
    BatchStage(const RollupConfig& config, ChannelReader& previous, PipelineCounters& counters)
        : config_(config), previous_(previous), counters_(counters) {}

    void reset(const L1BlockRef& start);
    /// Holocene begins: queued batches go, the L1 blocks stay, because the first channel may hold
    /// batches from before.
    void activate_holocene();
    /// Drops the span batch at hand and its channel (Holocene).
    void flush();

    /// The batch of the block after `parent`.
    Pulled<NextBatch> next_batch(const L2BlockRef& parent);
    /// The block of the safe chain that the last pull stopped for.
    void provide_l2_block(SafeBlock block) { progress_.provided = std::move(block); }

private:
    struct Queued {
        Batch batch;
        L1BlockRef inclusion_block;
    };

    BatchContext context(const L2BlockRef& parent, const L1BlockRef& inclusion_block) const {
        return {.config = config_,
                .l1_blocks = l1_blocks_,
                .safe_head = parent,
                .inclusion_block = inclusion_block};
    }
    bool origin_behind(const L2BlockRef& parent) const;
    void update_origins(const L2BlockRef& parent);
    std::optional<SingularBatch> next_from_span(const L2BlockRef& parent);
    SingularBatch pop_span(const L2BlockRef& parent);
    Pulled<SingularBatch> empty_batch(const L2BlockRef& parent, bool out_of_data);
    Pulled<void> check_epoch(const L2BlockRef& parent) const;
    void count_drop(const BatchCheck& check);

    Pulled<NextBatch> next_from_queue(const L2BlockRef& parent);
    Pulled<void> enqueue_incoming(const L2BlockRef& parent);
    Pulled<std::optional<Batch>> take_accepted(const L2BlockRef& parent);
    Pulled<NextBatch> next_in_order(const L2BlockRef& parent);
    Pulled<SingularBatch> candidate(const L2BlockRef& parent);

    const RollupConfig& config_;
    ChannelReader& previous_;
    PipelineCounters& counters_;

    L1BlockRef origin_;
    /// Consecutive L1 blocks up to origin_; the first is the epoch of the parent or the one after.
    std::vector<L1BlockRef> l1_blocks_;
    /// What is left of an accepted span batch.
    std::deque<SingularBatch> span_;
    /// Before Holocene: batches that are not decided or lie in the future.
    std::deque<Queued> queue_;
    /// A batch that was pulled and whose check stopped for a block of the safe chain.
    std::optional<Queued> incoming_;
    /// A pull from the queue stopped for a block of the safe chain, after the stage before was
    /// asked.
    bool resumes_queue_ = false;
    bool out_of_data_ = false;
    Hash32 parent_hash_;
    SpanCheckProgress progress_;
    std::size_t progress_index_ = 0;
};

}  // namespace dusk::rollup
