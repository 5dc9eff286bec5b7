// The state root: a Merkle-Patricia trie in Ethereum's form, so that eth_getProof of the Ethereum
// view verifies against it. One leaf per contract at keccak256(address), address = last 20 bytes of
// keccak256(contract id), value rlp[nonce 0, balance in wei, storage root, keccak256(version)]. A
// contract's storage: keccak256(slot) -> rlp(value). DuskDS itself commits to WASM memories
// (spec/duskvm.md section 5.1), which a native contract cannot reproduce.
#pragma once

#include <dusk/core/trie/trie.hpp>
#include <dusk/settlement/state/overlay.hpp>
#include <dusk/settlement/vm/contract_set.hpp>

namespace dusk::settlement {

/// The root after `changes` on `parent`, with the new nodes. Every contract has its leaf from the
/// first update (parent EMPTY_TRIE_ROOT) on.
std::expected<TrieUpdate, TrieError> update_state_root(const Hash32& parent,
                                                       const ContractSet& contracts,
                                                       std::span<const StorageChange> changes,
                                                       const NodeSource& nodes);

struct ContractLeaf {
    std::uint64_t nonce = 0;
    u256 balance_wei;
    Hash32 storage_root = EMPTY_TRIE_ROOT;
    Hash32 code_hash;
    friend bool operator==(const ContractLeaf&, const ContractLeaf&) = default;
};

Address contract_address(const ContractId& id) noexcept;
/// None if the contract has no leaf.
std::expected<std::optional<ContractLeaf>, TrieError> find_contract_leaf(const Hash32& root,
                                                                         const ContractId& id,
                                                                         const NodeSource& nodes);

}  // namespace dusk::settlement
