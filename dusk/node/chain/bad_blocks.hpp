// BadBlocks: blocks that the chain has refused, to know their children, and for those who look into
// why (debug_getBadBlocks, debug_traceBadBlock). In memory: the BAD_BLOCKS_MAX highest.
// Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <dusk/core/chain/header.hpp>

namespace dusk::engine {

/// go-ethereum: core/rawdb/accessors_chain.go, badBlockToKeep.
inline constexpr std::size_t BAD_BLOCKS_MAX = 10;

struct BadBlock {
    Hash32 hash;
    Block block;
    /// The newest ancestor that is valid.
    Hash32 latest_valid;
};
using BadBlockPtr = std::shared_ptr<const BadBlock>;

class BadBlocks {
public:
    void add(const Hash32& hash, const Block& block, const Hash32& latest_valid);
    /// Highest first.
    std::vector<BadBlockPtr> all() const;
    /// Null: it is not among them.
    BadBlockPtr find(const Hash32& hash) const;

private:
    mutable std::mutex mutex_;
    std::vector<BadBlockPtr> blocks_;  ///< guarded by mutex_; highest first
};

}  // namespace dusk::engine
