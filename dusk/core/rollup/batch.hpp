// Batches: what the sequencer publishes for an L2 block, and the list of them inside a channel
// (OP specs, derivation.md#batch-format, fjord/derivation.md#brotli-channel-compression).
#pragma once

#include <expected>
#include <variant>
#include <vector>

#include <dusk/core/rollup/rollup_config.hpp>
#include <dusk/core/rollup/span_batch.hpp>

namespace dusk::rollup {

enum class BatchType : std::uint8_t { singular = 0, span = 1 };

/// A batch of type 0: one L2 block.
struct SingularBatch {
    Hash32 parent_hash;
    std::uint64_t epoch_number = 0;
    Hash32 epoch_hash;
    std::uint64_t timestamp = 0;
    /// EIP-2718 encoded, without deposits.
    std::vector<Bytes> transactions;

    BlockId epoch() const noexcept { return {epoch_hash, epoch_number}; }
    friend bool operator==(const SingularBatch&, const SingularBatch&) = default;
};

using Batch = std::variant<SingularBatch, SpanBatch>;

enum class [[nodiscard]] BatchError : std::uint8_t {
    empty,
    unknown_type,
    malformed_singular,
    malformed_span,
    span_before_delta,
};

/// The version byte and contents, without the RLP string around them.
Bytes encode_batch(const SingularBatch& batch);
Bytes encode_batch(const RawSpanBatch& batch);
/// Decodes a batch included in an L1 block of time `l1_time`. Bytes after its end are ignored.
std::expected<Batch, BatchError> decode_batch(BytesView encoded, const RollupConfig& config,
                                              std::uint64_t l1_time);

/// Reads the batches of one channel. Decompression takes place at once and stops at the limit of
/// the channel's L1 block (OP derivation.md#channel-format); a corrupt stream yields the batches
/// before the fault.
class BatchReader {
public:
    enum class [[nodiscard]] Error : std::uint8_t {
        empty,
        unknown_compression,
        brotli_before_fjord,
        corrupt_stream,  ///< nothing could be decompressed
    };
    static std::expected<BatchReader, Error> open(BytesView channel_data,
                                                  const RollupConfig& config,
                                                  std::uint64_t l1_time);

    /// The next encoded batch (version byte and contents); none at the end, or where what is left
    /// is no RLP string.
    std::optional<BytesView> next();

private:
    explicit BatchReader(Bytes data) : data_(std::move(data)) {}
    Bytes data_;
    std::size_t position_ = 0;
};

}  // namespace dusk::rollup
