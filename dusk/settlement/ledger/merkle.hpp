// The Merkle roots of a block's transactions and faults (spec/duskds-consensus.md section 7.2).
#pragma once

#include <span>

#include <dusk/core/base/bytes.hpp>

namespace dusk::settlement {

/// SHA3-256 pairs, a missing right sibling replaced by its left one; zero for no leaves.
Hash32 merkle_root(std::span<const Hash32> leaves);

}  // namespace dusk::settlement
