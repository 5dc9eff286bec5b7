#include <dusk/core/codec/rlp.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/trie/proof.hpp>
#include <dusk/settlement/state/trie_state.hpp>

namespace dusk::settlement {
namespace {

Bytes decode_value(BytesView encoded) {
    auto in = encoded;
    const auto item = rlp::take_item(in);
    return item ? to_bytes(item->payload) : Bytes{};
}

}  // namespace

Bytes TrieState::load(const ContractId& contract, const Hash32& slot) const {
    const auto leaf = find_contract_leaf(root_, contract, nodes_);
    if (!leaf) {
        ok_ = false;
        return {};
    }
    if (!*leaf) return {};
    const auto value = trie_get((*leaf)->storage_root, keccak256(slot), nodes_);
    if (!value) ok_ = false;
    return value && *value ? decode_value(**value) : Bytes{};
}

std::expected<StorageProof, TrieError> prove_storage(const Hash32& root, const ContractId& contract,
                                                     const Hash32& slot, const NodeSource& nodes) {
    StorageProof out;
    DUSK_TRY(account_proof, prove(root, keccak256(contract_address(contract)), nodes));
    out.account_proof = std::move(account_proof);
    DUSK_TRY(leaf, find_contract_leaf(root, contract, nodes));
    out.leaf = leaf;
    if (!leaf) return out;
    DUSK_TRY(storage_proof, prove(leaf->storage_root, keccak256(slot), nodes));
    out.storage_proof = std::move(storage_proof);
    DUSK_TRY(value, trie_get(leaf->storage_root, keccak256(slot), nodes));
    if (value) out.value = decode_value(*value);
    return out;
}

}  // namespace dusk::settlement
