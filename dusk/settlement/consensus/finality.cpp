#include <dusk/settlement/consensus/finality.hpp>

namespace dusk::settlement {

FinalityUpdate roll_finality(std::span<const LabelledBlock> since_final, std::uint64_t height,
                             std::uint8_t missing) {
    if (missing > 0) return {{Finality::accepted, 2u * missing}, {}};
    std::vector<LabelledBlock> blocks(since_final.begin(), since_final.end());
    // Step 1: back from the parent, the confirmed run under the new block.
    std::uint64_t stable = 1;
    for (std::size_t i = blocks.size(); i-- > 0;) {
        auto& block = blocks[i];
        if (block.label.kind == Finality::final) break;
        if (block.label.kind != Finality::confirmed) {
            if (stable < block.label.count) break;
            block.label = {Finality::confirmed, height - block.height};
        }
        ++stable;
    }
    // Step 2: forward from the last final block.
    for (auto& block : blocks) {
        if (block.label.kind == Finality::final) continue;
        if (block.label.kind != Finality::confirmed) break;
        block.label = {Finality::final, height - block.height};
    }
    FinalityUpdate update{{Finality::attested, 1}, {}};
    for (std::size_t i = 0; i < blocks.size(); ++i)
        if (blocks[i].label != since_final[i].label) update.changed.push_back(blocks[i]);
    return update;
}

std::vector<LabelledBlock> replay_finality(std::uint64_t base, std::uint64_t base_final_at,
                                           std::span<const std::uint8_t> missing) {
    // Before `base` was final nothing above it could be: a label that never confirms holds it back.
    std::vector<LabelledBlock> blocks{{base, {Finality::accepted, ~std::uint64_t{0}}}};
    for (std::size_t i = 0; i < missing.size(); ++i) {
        const auto height = base + 1 + i;
        if (height >= base_final_at) blocks.front().label = {Finality::final, base_final_at - base};
        const auto update = roll_finality(blocks, height, missing[i]);
        for (const auto& changed : update.changed)
            blocks[static_cast<std::size_t>(changed.height - base)].label = changed.label;
        blocks.push_back({height, update.label});
    }
    blocks.erase(blocks.begin());
    return blocks;
}

}  // namespace dusk::settlement
