#include <algorithm>
#include <functional>

#include <dusk/node/chain/bad_blocks.hpp>

namespace dusk::engine {

void BadBlocks::add(const Hash32& hash, const Block& block, const Hash32& latest_valid) {
    if (find(hash)) return;
    auto added = std::make_shared<const BadBlock>(hash, block, latest_valid);
    const auto number = [](const BadBlockPtr& bad) { return bad->block.header.number; };
    const std::lock_guard lock(mutex_);
    // Of one height the newest stands first.
    const auto place = std::ranges::lower_bound(blocks_, number(added), std::greater{}, number);
    blocks_.insert(place, std::move(added));
    if (blocks_.size() > BAD_BLOCKS_MAX) blocks_.pop_back();
}

std::vector<BadBlockPtr> BadBlocks::all() const {
    const std::lock_guard lock(mutex_);
    return blocks_;
}

BadBlockPtr BadBlocks::find(const Hash32& hash) const {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(blocks_, hash, [](const auto& bad) { return bad->hash; });
    return found != blocks_.end() ? *found : nullptr;
}

}  // namespace dusk::engine
