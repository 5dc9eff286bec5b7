// Whether an L2 block that exists is the one that derived attributes ask for (op-node's
// AttributesMatchBlock, op-node/rollup/attributes/engine_consolidate.go).
#pragma once

#include <optional>
#include <string>

#include <dusk/core/rollup/attributes.hpp>
#include <dusk/node/sources/payload_json.hpp>

namespace dusk::driver {

/// None: they match. Else what differs first.
std::optional<std::string> find_mismatch(const rollup::RollupConfig& config,
                                         const rollup::PayloadAttributes& attributes,
                                         const Hash32& parent_hash,
                                         const sources::PayloadEnvelope& block);

}  // namespace dusk::driver
