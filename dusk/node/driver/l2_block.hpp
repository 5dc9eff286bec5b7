// An L2 payload as the rollup sees it: its reference and the system configuration that it carries
// (op-node's PayloadToBlockRef and PayloadToSystemConfig).
#pragma once

#include <dusk/core/rollup/attributes.hpp>
#include <dusk/core/rollup/batch_validation.hpp>
#include <dusk/node/sources/chains.hpp>

namespace dusk::driver {

/// Critical: a block that is none of this rollup.
sources::Outcome<rollup::L2BlockRef> l2_ref_of(const rollup::RollupConfig& config,
                                               const sources::PayloadEnvelope& block);
sources::Outcome<rollup::L2Parent> l2_parent_of(const rollup::RollupConfig& config,
                                                const rollup::UpgradePayloads& payloads,
                                                const sources::PayloadEnvelope& block);

}  // namespace dusk::driver
