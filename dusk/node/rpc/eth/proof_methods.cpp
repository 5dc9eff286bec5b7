// eth_getProof (EIP-1186).
#include <fmt/format.h>

#include <dusk/core/trie/proof.hpp>
#include <dusk/node/rpc/chain/block_id.hpp>
#include <dusk/node/rpc/eth/limits.hpp>
#include <dusk/node/rpc/eth/rows.hpp>
#include <dusk/node/rpc/json/storage_key.hpp>

namespace dusk::eth {
namespace {

Answer<std::vector<StorageKey>> keys_param(const Params& arguments, std::size_t index) {
    DUSK_TRY(array, params::json_array(arguments, index));
    if (array->size() > PROOF_SLOTS_MAX)
        return std::unexpected(
            rpc::invalid_params(fmt::format("too many slots (max {})", PROOF_SLOTS_MAX)));
    std::vector<StorageKey> keys;
    for (const auto& entry : *array) {
        if (!entry.is_string())
            return std::unexpected(params::invalid(index, "a storage key is no string"));
        auto key = parse_storage_key(std::string_view(entry.get_string()));
        if (!key)
            return std::unexpected(
                rpc::invalid_params("unable to decode storage key: " + key.error()));
        keys.push_back(*key);
    }
    return keys;
}

template <class T>
Answer<T> proven(std::expected<T, TrieError> result) {
    if (!result) return std::unexpected(rpc::internal_error("a node of the trie is missing"));
    return *std::move(result);
}

Array nodes_json(const std::vector<Bytes>& nodes) {
    Array out;
    for (const auto& node : nodes) out.push_back(hex(node));
    return out;
}

/// `nodes_of_account` are the storage trie's.
Answer<Object> slot_proof(const NodeSource& nodes_of_account, const Hash32& storage_root,
                          const StorageKey& key) {
    const auto trie_key = keccak256(to_hash32(key.slot));
    DUSK_TRY(nodes, proven(prove(storage_root, trie_key, nodes_of_account)));
    DUSK_TRY(leaf, proven(trie_get(storage_root, trie_key, nodes_of_account)));
    const auto value = leaf ? decode_trie_slot(*leaf) : u256{};
    if (!value) return std::unexpected(rpc::internal_error("a storage slot is malformed"));
    return Object{{"key", key.is_full ? hex(to_hash32(key.slot)) : quantity(key.slot)},
                  {"value", quantity(*value)},
                  {"proof", nodes_json(nodes)}};
}

Result get_proof(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(address, params::address(arguments, 0));
    DUSK_TRY(keys, keys_param(arguments, 1));
    DUSK_TRY(id, block_id_param(arguments, 2));
    DUSK_TRY(ref, require_block(backend, id));
    DUSK_TRY(header, backend.header(ref.hash));
    DUSK_TRY(tries, backend.nodes_after(ref.hash));
    const auto trie_key = keccak256(address);
    DUSK_TRY(nodes, proven(prove(header.state_root, trie_key, *tries)));
    DUSK_TRY(found, proven(read_trie_account(header.state_root, address, *tries)));
    const auto account = found.value_or(TrieAccount{});
    Array slots;
    for (const auto& key : keys) {
        if (context.expired()) break;
        DUSK_TRY(slot, slot_proof(StorageNodes{*tries, trie_key}, account.storage_root, key));
        slots.push_back(std::move(slot));
    }
    return Object{{"address", hex(address)},
                  {"accountProof", nodes_json(nodes)},
                  {"balance", quantity(account.account.balance)},
                  {"codeHash", hex(account.account.code_hash)},
                  {"nonce", quantity(account.account.nonce)},
                  {"storageHash", hex(account.storage_root)},
                  {"storageProof", std::move(slots)}};
}

constexpr MethodRow ROWS[] = {{"eth_getProof", get_proof, 3}};

}  // namespace

std::span<const MethodRow> proof_rows() { return ROWS; }

}  // namespace dusk::eth
