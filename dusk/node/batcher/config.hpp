// The batcher's settings, with op-batcher's defaults.
#pragma once

#include <dusk/core/rollup/batch.hpp>
#include <dusk/core/rollup/rollup_config.hpp>
#include <dusk/node/batcher/compression.hpp>
#include <dusk/platform/clock/clock.hpp>

namespace dusk::batcher {

enum class DataAvailability : std::uint8_t { blobs, calldata, automatic };

struct ChannelConfig {
    rollup::BatchType batch_type = rollup::BatchType::span;
    Compression compression{};
    DataAvailability data_availability = DataAvailability::blobs;
    /// A channel closes when it has been open for this many L1 blocks; 0: only when it is full or
    /// must be sent for another reason.
    std::uint64_t max_channel_duration = 0;
    /// L1 blocks that a channel is closed ahead of the end of its timeout or sequencing window.
    std::uint64_t sub_safety_margin = 10;
    /// Frames of a full channel. With blobs, as many go in one transaction, six at most.
    std::size_t target_num_frames = 1;
    /// Bytes of calldata in one transaction.
    std::size_t max_l1_txn_size = 120'000;
    /// 0: no limit.
    std::size_t blocks_per_span_max = 0;
};

struct ThrottleConfig {
    /// Bytes of blocks that wait before the sequencer is slowed down; 0: never.
    std::uint64_t threshold = 1'000'000;
    /// The sizes that are then asked for.
    std::uint64_t txn_size = 5'000;
    std::uint64_t block_size = 21'000;
    /// The block size at all other times; 0: none.
    std::uint64_t always_block_size = 130'000;
    Milliseconds interval{2'000};
};

struct BatcherConfig {
    ChannelConfig channel{};
    ThrottleConfig throttle{};
    bool stopped = false;
    /// Begin only when the rollup node has derived from what was L1's head at the start.
    bool wait_node_sync = true;
    /// How long stopping may wait for what is on its way.
    Milliseconds drain_timeout{60'000};
};

inline constexpr std::size_t MIN_L1_TXN_SIZE = 1'000;
inline constexpr std::size_t TARGET_FRAMES_MAX = 64;

}  // namespace dusk::batcher
