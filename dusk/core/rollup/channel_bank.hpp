// From frames to whole channels: the channel bank, which gathers many channels at a time (OP specs,
// derivation.md#channel-bank), and what takes its place with Holocene, the channel assembler with
// one staging channel (holocene/derivation.md#channel-bank).
#pragma once

#include <deque>
#include <optional>

#include <dusk/core/rollup/channel.hpp>
#include <dusk/core/rollup/frame_queue.hpp>

namespace dusk::rollup {

/// The data of one complete channel, still compressed.
using ChannelData = Bytes;

class ChannelBank {
public:
    ChannelBank(const RollupConfig& config, FrameQueue& previous, PipelineCounters& counters)
        : config_(config), previous_(previous), counters_(counters) {}

    void reset() noexcept { channels_.clear(); }
    Pulled<ChannelData> next_channel();

private:
    std::optional<ChannelData> read();
    bool timed_out(const Channel& channel) const;
    void ingest(Frame frame);
    void prune();

    const RollupConfig& config_;
    FrameQueue& previous_;
    PipelineCounters& counters_;
    /// In the order of their first frames.
    std::deque<Channel> channels_;
};

class ChannelAssembler {
public:
    ChannelAssembler(const RollupConfig& config, FrameQueue& previous, PipelineCounters& counters)
        : config_(config), previous_(previous), counters_(counters) {}

    void reset() noexcept { channel_.reset(); }
    Pulled<ChannelData> next_channel();

private:
    /// Adds the frame; true if the channel is complete.
    bool add(Frame frame);

    const RollupConfig& config_;
    FrameQueue& previous_;
    PipelineCounters& counters_;
    std::optional<Channel> channel_;
};

/// Bank or assembler, whichever rules at the L1 origin.
class ChannelStage {
public:
    ChannelStage(const RollupConfig& config, FrameQueue& previous, PipelineCounters& counters)
        : config_(config),
          previous_(previous),
          bank_(config, previous, counters),
          assembler_(config, previous, counters) {}

    void reset() noexcept {
        bank_.reset();
        assembler_.reset();
    }
    const L1BlockRef& origin() const noexcept { return previous_.origin(); }
    Pulled<ChannelData> next_channel() {
        return config_.is_active(OpFork::holocene, origin().time) ? assembler_.next_channel()
                                                                  : bank_.next_channel();
    }

private:
    const RollupConfig& config_;
    FrameQueue& previous_;
    ChannelBank bank_;
    ChannelAssembler assembler_;
};

}  // namespace dusk::rollup
