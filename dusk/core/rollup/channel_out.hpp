// The batcher's side: L2 blocks into batches, compressed channel data into frames (OP specs,
// batcher.md, derivation.md#channel-format). Compression itself is the batcher's.
#pragma once

#include <expected>
#include <optional>
#include <span>

#include <dusk/core/rollup/batch.hpp>
#include <dusk/core/rollup/frame.hpp>

namespace dusk::rollup {

/// The singular batch of an L2 block: its sequenced transactions and its place.
SingularBatch singular_batch_from(const L2BlockRef& block, std::span<const Bytes> transactions);

/// Gathers consecutive L2 blocks into one span batch.
class SpanBatchBuilder {
public:
    SpanBatchBuilder(std::uint64_t genesis_time, std::uint64_t chain_id) noexcept
        : genesis_time_(genesis_time), chain_id_(chain_id) {}

    /// Appends the block after the last one; `transactions` are all of the block, EIP-2718 encoded
    /// (deposits are left out). On error nothing changes.
    std::expected<void, SpanBatchError> append(const L2BlockRef& block,
                                               std::span<const Bytes> transactions);
    std::size_t block_count() const noexcept { return raw_.block_txn_counts.size(); }
    bool empty() const noexcept { return block_count() == 0; }
    /// The batch so far. Only with at least one block.
    const RawSpanBatch& raw() const;
    /// The RLP string that stands in the channel before compression.
    Bytes encode() const;

private:
    std::uint64_t genesis_time_;
    std::uint64_t chain_id_;
    std::optional<L2BlockRef> last_;
    RawSpanBatch raw_;
};

/// The RLP string of an encoded batch, as it stands in the channel before compression.
Bytes channel_item(BytesView encoded_batch);

/// 0x01: what stands before the brotli stream of a channel (OP fjord/derivation.md).
inline constexpr std::uint8_t CHANNEL_VERSION_BROTLI = 1;

/// Cuts compressed channel data into frames that take at most `frame_size_max` bytes each, encoded
/// with overhead. None where the data need more than 65536 frames or the size has no room for data.
std::optional<std::vector<Frame>> split_into_frames(const ChannelId& id, BytesView channel_data,
                                                    std::size_t frame_size_max);

}  // namespace dusk::rollup
