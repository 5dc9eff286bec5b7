// Errors of derivation, in op-node's three kinds: what may pass, what needs a reset of the
// pipeline, what needs a human (ethereum-optimism/optimism op-node/rollup/derive/error.go).
#pragma once

#include <cstdint>

namespace dusk::rollup {

enum class ErrorKind : std::uint8_t { temporary, reset, critical };

enum class PipelineReason : std::uint8_t {
    l1_reorg,               ///< the L1 block does not follow the one before
    l1_origin_mismatch,     ///< the safe head's L1 origin is not the one in the pipeline
    batch_parent_mismatch,  ///< an accepted batch does not fit the safe head any more
    time_before_l1_origin,
    wrong_l1_block,  ///< provided data are not of the block that was asked for
    wrong_blobs,     ///< not the blobs that were asked for
    blobs_missing,   ///< blobs cannot be had: expired, or L1 reorged
    wrong_l2_block,
    bad_deposit_log,
    bad_scalar,
    upgrade_payload_missing,
    not_started,             ///< step before the first reset
    safe_head_before_start,  ///< the pipeline started after the safe head's L1 origin
};

struct [[nodiscard]] PipelineError {
    ErrorKind kind = ErrorKind::critical;
    PipelineReason reason = PipelineReason::not_started;
    friend bool operator==(const PipelineError&, const PipelineError&) = default;
};

}  // namespace dusk::rollup
