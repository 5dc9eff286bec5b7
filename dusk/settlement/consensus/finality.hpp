// Rolling finality (spec/duskds-consensus.md section 9): labels from missing attestations alone.
#pragma once

#include <span>

#include <dusk/settlement/ledger/block_record.hpp>

namespace dusk::settlement {

struct LabelledBlock {
    std::uint64_t height = 0;
    FinalityLabel label;
    friend bool operator==(const LabelledBlock&, const LabelledBlock&) = default;
};

struct FinalityUpdate {
    /// Label of the new block.
    FinalityLabel label;
    /// Earlier blocks whose label changed, by height.
    std::vector<LabelledBlock> changed;
};

/// `since_final`: the last final block and all after it up to the new block's parent, by height.
/// `missing`: iterations of the new block that left no attestation.
FinalityUpdate roll_finality(std::span<const LabelledBlock> since_final, std::uint64_t height,
                             std::uint8_t missing);

/// The labels that blocks after `base` had when `tip` was the newest. `base` is a final block of
/// label Final(c) with base + c <= tip, `base_final_at` = base + c; `missing[i]` belongs to block
/// base + 1 + i.
std::vector<LabelledBlock> replay_finality(std::uint64_t base, std::uint64_t base_final_at,
                                           std::span<const std::uint8_t> missing);

}  // namespace dusk::settlement
