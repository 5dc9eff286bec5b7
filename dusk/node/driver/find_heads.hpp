// Where to start: the L2 heads that are consistent with L1 as it is now, found by walking back from
// the engine's own labels (op-node/rollup/sync/start.go), and the L1 block that the pipeline must
// read from (op-node's initial reset).
//
// Unsafe: the newest block whose L1 origin is canonical or not known to L1 yet. Safe: not newer
// than the engine's safe label, and with a full sequencing window of canonical L1 origins after it,
// or the finalized block. Nothing before the finalized block is ever given up.
#pragma once

#include <dusk/core/rollup/pipeline.hpp>
#include <dusk/node/driver/engine_controller.hpp>

namespace dusk::driver {

struct FindHeadsContext {
    const rollup::RollupConfig& config;
    const rollup::UpgradePayloads& payloads;
    sources::L1Chain& l1;
    sources::Engine& engine;
};

sources::Outcome<EngineHeads> find_heads(const FindHeadsContext& context);

struct PipelineStart {
    rollup::L1BlockRef origin;
    rollup::SystemConfig system_config;
};
sources::Outcome<PipelineStart> find_pipeline_start(const FindHeadsContext& context,
                                                    const rollup::L2BlockRef& safe);

}  // namespace dusk::driver
