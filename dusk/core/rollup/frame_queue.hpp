// Frame queue: the frames of one batcher transaction at a time (OP specs,
// derivation.md#frame-queue; with Holocene pruned to what can be in order,
// holocene/derivation.md#frame-queue).
#pragma once

#include <deque>

#include <dusk/core/rollup/frame.hpp>
#include <dusk/core/rollup/l1_source.hpp>

namespace dusk::rollup {

/// Drops frames that are out of order, and unfinished channels before a new first frame.
void prune_frames(std::deque<Frame>& frames);

class FrameQueue {
public:
    FrameQueue(const RollupConfig& config, L1Source& previous, PipelineCounters& counters)
        : config_(config), previous_(previous), counters_(counters) {}

    void reset() noexcept { frames_.clear(); }
    const L1BlockRef& origin() const noexcept { return previous_.origin(); }
    Pulled<Frame> next_frame();

private:
    const RollupConfig& config_;
    L1Source& previous_;
    PipelineCounters& counters_;
    std::deque<Frame> frames_;
};

}  // namespace dusk::rollup
