// Which L1 block the next L2 block belongs to: the next one as soon as its time allows and it has
// the confirmations asked for, else the current one (OP specs, derivation.md#l2-block-production;
// op-node/rollup/sequencing/origin_selector.go).
#pragma once

#include <dusk/core/rollup/rollup_config.hpp>
#include <dusk/node/sources/chains.hpp>

namespace dusk::sequencer {

struct OriginQuery {
    const rollup::RollupConfig& config;
    const rollup::L2BlockRef& head;
    /// The newest L1 block known; none: the L1 client alone decides.
    std::optional<rollup::L1BlockRef> l1_head;
    /// How many L1 blocks must stand on a new origin.
    std::uint64_t confirmations = 0;
};

/// reset where the head's origin is not canonical any more; temporary where the sequencer drift is
/// used up and no next origin is known.
sources::Outcome<rollup::L1BlockRef> select_l1_origin(sources::L1Chain& l1,
                                                      const OriginQuery& query);

}  // namespace dusk::sequencer
