// Limits of derivation (OP specs, protocol/derivation.md#protocol-parameters, fjord/derivation.md,
// granite/derivation.md). Each bounds what input from L1 can cost.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dusk::rollup {

/// Most bytes of data in one frame (OP derivation.md#frame-format).
inline constexpr std::uint32_t MAX_FRAME_LEN = 1'000'000;
/// A frame's bytes besides its data: channel id 16, number 2, length 4, is_last 1.
inline constexpr std::size_t FRAME_OVERHEAD = 23;
/// What the channel bank counts for a frame besides its data (OP derivation.md#pruning).
inline constexpr std::uint64_t FRAME_BANK_OVERHEAD = 200;

inline constexpr std::uint64_t MAX_RLP_BYTES_PER_CHANNEL_BEDROCK = 10'000'000;
inline constexpr std::uint64_t MAX_RLP_BYTES_PER_CHANNEL_FJORD = 100'000'000;
inline constexpr std::uint64_t MAX_CHANNEL_BANK_SIZE_BEDROCK = 100'000'000;
inline constexpr std::uint64_t MAX_CHANNEL_BANK_SIZE_FJORD = 1'000'000'000;
/// Most blocks, and most transactions, of a span batch.
inline constexpr std::uint64_t MAX_SPAN_BATCH_ELEMENT_COUNT = 10'000'000;
inline constexpr std::uint64_t CHANNEL_TIMEOUT_GRANITE = 50;
inline constexpr std::uint64_t MAX_SEQUENCER_DRIFT_FJORD = 1800;

/// EIP-4844: bytes of a blob; and what the OP encoding of version 0 fits into one.
inline constexpr std::size_t BLOB_SIZE = 131'072;
inline constexpr std::size_t MAX_BLOB_DATA_SIZE = (4 * 31 + 3) * 1024 - 4;

static_assert(MAX_BLOB_DATA_SIZE == 130'044);
static_assert(MAX_FRAME_LEN < MAX_RLP_BYTES_PER_CHANNEL_BEDROCK);
static_assert(MAX_RLP_BYTES_PER_CHANNEL_BEDROCK < MAX_CHANNEL_BANK_SIZE_BEDROCK);
static_assert(MAX_RLP_BYTES_PER_CHANNEL_FJORD < MAX_CHANNEL_BANK_SIZE_FJORD);

}  // namespace dusk::rollup
