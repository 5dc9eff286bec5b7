// Channel reader: decompresses a channel and decodes its batches one by one (OP specs,
// derivation.md#channel-reader-batch-decoding). With the first batch that cannot be decoded, the
// rest of the channel is dropped.
#pragma once

#include <optional>

#include <dusk/core/rollup/batch.hpp>
#include <dusk/core/rollup/channel_bank.hpp>

namespace dusk::rollup {

class ChannelReader {
public:
    ChannelReader(const RollupConfig& config, ChannelStage& previous, PipelineCounters& counters)
        : config_(config), previous_(previous), counters_(counters) {}

    void reset() noexcept { reader_.reset(); }
    /// Drops the current channel, and what was gathered for the next one.
    void flush() noexcept {
        reader_.reset();
        previous_.reset();
    }
    const L1BlockRef& origin() const noexcept { return previous_.origin(); }
    Pulled<Batch> next_batch();

private:
    const RollupConfig& config_;
    ChannelStage& previous_;
    PipelineCounters& counters_;
    std::optional<BatchReader> reader_;
};

}  // namespace dusk::rollup
