// What the sequencer asks of the engine's keeper. Implementations are thread-safe.
#pragma once

#include <dusk/core/rollup/attributes.hpp>
#include <dusk/node/sources/chains.hpp>

namespace dusk::sequencer {

struct BuildingHead {
    rollup::L2Parent unsafe;
    std::uint64_t safe_number = 0;
};

struct SealedBlock {
    rollup::L2BlockRef ref;
    std::size_t transactions = 0;
    std::uint64_t gas_used = 0;
};

class BlockBuilding {
public:
    virtual ~BlockBuilding() = default;
    /// Fails while the heads are not known.
    virtual sources::Outcome<BuildingHead> building_head() = 0;
    /// Begins a block on the unsafe head, which must still be `parent`.
    virtual sources::Outcome<sources::PayloadId> start_block(
        const rollup::L2BlockRef& parent, const rollup::PayloadAttributes& attributes) = 0;
    /// Ends the block, executes it and makes it the unsafe head, which must still be `parent`.
    virtual sources::Outcome<SealedBlock> seal_block(const rollup::L2BlockRef& parent,
                                                     const sources::PayloadId& id,
                                                     std::uint64_t timestamp) = 0;
    virtual void request_reset(std::string reason) = 0;
};

}  // namespace dusk::sequencer
