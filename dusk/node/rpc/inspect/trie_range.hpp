// A run of a trie's leaves in the order of their keys.
#pragma once

#include <dusk/core/trie/trie.hpp>

namespace dusk::eth {

struct TrieRange {
    /// Keys of 32 bytes with their values.
    std::vector<std::pair<Hash32, Bytes>> leaves;
    /// The key after the last one; none: there is none.
    std::optional<Hash32> next;
};

/// The first `count` leaves whose key is not below `start`.
std::expected<TrieRange, TrieError> trie_range(const Hash32& root, const Hash32& start,
                                               std::size_t count, const NodeSource& nodes);

}  // namespace dusk::eth
