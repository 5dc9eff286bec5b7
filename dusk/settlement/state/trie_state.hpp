// Contract storage as of any block, read through the state trie.
#pragma once

#include <dusk/settlement/state/state_root.hpp>

namespace dusk::settlement {

class TrieState final : public StateSource {
public:
    TrieState(const Hash32& root, const NodeSource& nodes) : root_(root), nodes_(nodes) {}
    Bytes load(const ContractId& contract, const Hash32& slot) const override;
    /// False once a node was missing: what was read is then void.
    bool ok() const noexcept { return ok_; }

private:
    Hash32 root_;
    const NodeSource& nodes_;
    mutable bool ok_ = true;
};

/// What eth_getProof shows of one contract and one slot.
struct StorageProof {
    std::optional<ContractLeaf> leaf;
    std::vector<Bytes> account_proof;
    std::vector<Bytes> storage_proof;
    Bytes value;
};
std::expected<StorageProof, TrieError> prove_storage(const Hash32& root, const ContractId& contract,
                                                     const Hash32& slot, const NodeSource& nodes);

}  // namespace dusk::settlement
