#include <dusk/core/codec/rlp.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>
#include <dusk/settlement/state/state_root.hpp>

namespace dusk::settlement {
namespace {

constexpr std::uint64_t LUX_IN_WEI = 1'000'000'000;

std::optional<ContractLeaf> decode_leaf(BytesView bytes) {
    auto reader = rlp::ListReader::open(bytes);
    if (!reader) return std::nullopt;
    const auto nonce = reader->next_u64();
    const auto balance = reader->next_u256();
    const auto storage_root = reader->next_fixed<32>();
    const auto code_hash = reader->next_fixed<32>();
    if (!nonce || !balance || !storage_root || !code_hash) return std::nullopt;
    return ContractLeaf{*nonce, *balance, *storage_root, *code_hash};
}

void sort_by_key(std::vector<TrieChange>& changes) {
    std::ranges::sort(changes, {}, &TrieChange::key);
}

/// The storage changes of one contract, as entries of its trie.
std::vector<TrieChange> storage_entries(const ContractId& id,
                                        std::span<const StorageChange> changes) {
    std::vector<TrieChange> out;
    for (const auto& change : changes) {
        if (change.contract != id) continue;
        TrieChange entry{keccak256(change.slot), std::nullopt};
        if (!change.after.empty()) {
            Bytes value;
            rlp::encode(value, BytesView{change.after});
            entry.value = std::move(value);
        }
        out.push_back(std::move(entry));
    }
    sort_by_key(out);
    return out;
}

/// The contract's new balance if `changes` touch it.
std::optional<std::uint64_t> changed_balance(const ContractId& id,
                                             std::span<const StorageChange> changes) {
    const auto slot = contract_balance_slot(id);
    for (const auto& change : changes)
        if (change.contract == TRANSFER_CONTRACT && change.slot == slot)
            return decode_amount(change.after);
    return std::nullopt;
}

}  // namespace

Address contract_address(const ContractId& id) noexcept {
    return Address::from_right(keccak256(id));
}

std::expected<std::optional<ContractLeaf>, TrieError> find_contract_leaf(const Hash32& root,
                                                                         const ContractId& id,
                                                                         const NodeSource& nodes) {
    DUSK_TRY(value, trie_get(root, keccak256(contract_address(id)), nodes));
    if (!value) return std::optional<ContractLeaf>{};
    auto leaf = decode_leaf(*value);
    if (!leaf) return std::unexpected(TrieError{TrieFault::malformed_node, root});
    return leaf;
}

std::expected<TrieUpdate, TrieError> update_state_root(const Hash32& parent,
                                                       const ContractSet& contracts,
                                                       std::span<const StorageChange> changes,
                                                       const NodeSource& nodes) {
    std::vector<TrieChange> accounts;
    std::vector<std::pair<Hash32, Bytes>> new_nodes;
    for (const auto& contract : contracts) {
        DUSK_TRY(known, find_contract_leaf(parent, contract.id, nodes));
        ContractLeaf leaf = known.value_or(ContractLeaf{});
        leaf.code_hash = keccak256(as_bytes(contract.version));
        if (const auto balance = changed_balance(contract.id, changes))
            leaf.balance_wei = u256{*balance} * u256{LUX_IN_WEI};
        const auto entries = storage_entries(contract.id, changes);
        if (!entries.empty()) {
            DUSK_TRY(update, update_trie(leaf.storage_root, entries, nodes));
            leaf.storage_root = update.root;
            std::ranges::move(update.nodes, std::back_inserter(new_nodes));
        }
        if (known == leaf) continue;
        accounts.push_back(
            {keccak256(contract_address(contract.id)),
             rlp::encode_items(leaf.nonce, leaf.balance_wei, leaf.storage_root, leaf.code_hash)});
    }
    sort_by_key(accounts);
    DUSK_TRY(update, update_trie(parent, accounts, nodes));
    std::ranges::move(update.nodes, std::back_inserter(new_nodes));
    // DuskDS keeps its nodes by hash alone: their places are not asked for.
    return TrieUpdate{
        .root = update.root, .nodes = std::move(new_nodes), .paths = {}, .removed = {}};
}

}  // namespace dusk::settlement
