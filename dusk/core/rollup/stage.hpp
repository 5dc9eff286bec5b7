// What pipeline stages have in common: each pulls from the one before until it has something, or
// says why it has nothing (OP specs, derivation.md#l2-chain-derivation-pipeline).
#pragma once

#include <expected>

#include <dusk/core/rollup/batch_validation.hpp>
#include <dusk/core/rollup/pipeline_error.hpp>

namespace dusk::rollup {

enum class StopReason : std::uint8_t {
    more,      ///< state has changed: pull again
    dry,       ///< everything up to the L1 origin is used up
    blobs,     ///< blobs of the L1 origin are missing
    l2_block,  ///< a block of the safe chain is missing
    error,
};

struct [[nodiscard]] Stop {
    StopReason reason = StopReason::more;
    PipelineError error;
    std::uint64_t l2_block = 0;
};

template <class T>
using Pulled = std::expected<T, Stop>;

inline std::unexpected<Stop> stop(StopReason reason) {
    return std::unexpected(Stop{.reason = reason, .error = {}});
}
inline std::unexpected<Stop> stop(ErrorKind kind, PipelineReason reason) {
    return std::unexpected(
        Stop{.reason = StopReason::error, .error = {.kind = kind, .reason = reason}});
}

/// What was thrown away since the last reset, for metrics, and why a batch was last.
struct PipelineCounters {
    std::uint64_t l1_blocks = 0;
    std::uint64_t batcher_transactions = 0;
    std::uint64_t invalid_blobs = 0;
    std::uint64_t invalid_batcher_data = 0;
    std::uint64_t frames = 0;
    std::uint64_t dropped_frames = 0;
    std::uint64_t channels_read = 0;
    std::uint64_t channels_dropped = 0;
    std::uint64_t channels_timed_out = 0;
    std::uint64_t invalid_channels = 0;
    std::uint64_t batches = 0;
    std::uint64_t invalid_batches = 0;
    std::uint64_t dropped_batches = 0;
    std::uint64_t past_batches = 0;
    std::uint64_t empty_batches = 0;
    std::uint64_t skipped_config_updates = 0;
    BatchRule last_drop = BatchRule::none;
    friend bool operator==(const PipelineCounters&, const PipelineCounters&) = default;
};

}  // namespace dusk::rollup
