#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/ledger/merkle.hpp>

namespace dusk::settlement {

Hash32 merkle_root(std::span<const Hash32> leaves) {
    if (leaves.empty()) return {};
    std::vector<Hash32> level(leaves.begin(), leaves.end());
    do {
        std::vector<Hash32> parents;
        parents.reserve(level.size() / 2 + 1);
        for (std::size_t i = 0; i < level.size(); i += 2) {
            const auto& right = i + 1 < level.size() ? level[i + 1] : level[i];
            Bytes pair;
            append(pair, level[i]);
            append(pair, right);
            parents.push_back(sha3_256(pair));
        }
        level = std::move(parents);
    } while (level.size() > 1);
    return level.front();
}

}  // namespace dusk::settlement
