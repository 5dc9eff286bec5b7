// Gathers L2 blocks into the data of one channel until it is as large as it should be
// (op-batcher's span and singular channel out). The size after compression is found by compressing
// now and then: only when the channel could have reached its target, so that the work stays a small
// multiple of the final compression.
#pragma once

#include <cstdint>

#include <dusk/core/rollup/channel_out.hpp>
#include <dusk/node/batcher/compression.hpp>
#include <dusk/node/batcher/l2_block.hpp>

namespace dusk::batcher {

struct BuilderConfig {
    rollup::BatchType batch_type = rollup::BatchType::span;
    Compression compression{};
    std::uint64_t genesis_time = 0;
    std::uint64_t l2_chain_id = 0;
    /// Compressed.
    std::size_t target_size = 0;
    /// Before compression: MAX_RLP_BYTES_PER_CHANNEL.
    std::size_t raw_size_max = 0;
    /// 0: no limit.
    std::size_t blocks_per_span_max = 0;
};

class ChannelBuilder {
public:
    explicit ChannelBuilder(const BuilderConfig& config);

    /// False: the channel is full and the block belongs into the next one. A channel takes at least
    /// one block.
    bool add(const L2Block& block);
    bool is_full() const noexcept { return full_; }
    bool empty() const noexcept { return block_count_ == 0; }
    /// At least the size before compression.
    std::size_t raw_size() const noexcept { return raw_size_; }
    /// The compressed data of the channel.
    Bytes finish() const;

private:
    void append(const L2Block& block);
    void close_span();
    Bytes raw() const;
    rollup::SpanBatchBuilder empty_span() const {
        return {config_.genesis_time, config_.l2_chain_id};
    }

    BuilderConfig config_;
    Bytes items_;  ///< finished batches, RLP strings one after another
    rollup::SpanBatchBuilder span_;
    std::size_t block_count_ = 0;
    std::size_t raw_size_ = 0;
    /// The size before compression from which on the target may be reached.
    std::size_t next_check_;
    bool full_ = false;
};

}  // namespace dusk::batcher
