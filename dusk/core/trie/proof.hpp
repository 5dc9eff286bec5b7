// Merkle proofs in the form of eth_getProof: the nodes from the root towards a key (EIP-1186).
#pragma once

#include <dusk/core/trie/trie.hpp>

namespace dusk {

/// The RLP of each stored node on the path of `key`, the root first; nodes inside their parents are
/// not repeated. Proves the value, or that there is none. Empty for the empty trie.
std::expected<std::vector<Bytes>, TrieError> prove(const Hash32& root, BytesView key,
                                                   const NodeSource& source);

/// The value that `proof` shows at `key` below `root`, or none if it shows that there is none. Each
/// node must be needed and in order; else the proof fails.
std::expected<std::optional<Bytes>, TrieError> verify_proof(const Hash32& root, BytesView key,
                                                            std::span<const Bytes> proof);

}  // namespace dusk
