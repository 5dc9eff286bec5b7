#include <dusk/core/base/result.hpp>
#include <dusk/core/chain/state_trie.hpp>
#include <dusk/core/codec/rlp.hpp>

namespace dusk {
namespace {

using rlp::ListReader;
using rlp::RlpError;
using Nodes = std::vector<std::pair<Hash32, Bytes>>;

std::expected<TrieAccount, RlpError> read_account(BytesView encoded) {
    DUSK_TRY(reader, ListReader::open(encoded));
    DUSK_TRY(nonce, reader.next_u64());
    DUSK_TRY(balance, reader.next_u256());
    DUSK_TRY(storage_root, reader.next_fixed<32>());
    DUSK_TRY(code_hash, reader.next_fixed<32>());
    DUSK_TRY_VOID(reader.finish());
    return TrieAccount{{nonce, balance, code_hash}, storage_root};
}

void move_nodes(Nodes& to, Nodes& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

std::expected<TrieUpdate, TrieError> update_storage(const Hash32& root, const AccountDiff& diff,
                                                    const NodeSource& source) {
    std::vector<TrieChange> changes;
    changes.reserve(diff.storage.size());
    for (const auto& [slot, value] : diff.storage) {
        auto& change = changes.emplace_back(keccak256(to_hash32(slot)));
        if (!value.is_zero()) change.value = encode_trie_slot(value);
    }
    std::ranges::sort(changes, {}, &TrieChange::key);
    return update_trie(root, std::span<const TrieChange>{changes}, source);
}

/// The storage root that the account had before, unless the diff starts its storage anew.
std::expected<Hash32, TrieError> storage_root_before(const Hash32& state_root,
                                                     const AccountDiff& diff,
                                                     const NodeSource& source) {
    if (diff.storage_cleared) return EMPTY_TRIE_ROOT;
    DUSK_TRY(old, read_trie_account(state_root, diff.address, source));
    return old ? old->storage_root : EMPTY_TRIE_ROOT;
}

}  // namespace

Bytes encode_trie_account(const TrieAccount& a) {
    return rlp::encode_items(a.account.nonce, a.account.balance, a.storage_root,
                             a.account.code_hash);
}

std::optional<TrieAccount> decode_trie_account(BytesView encoded) {
    const auto account = read_account(encoded);
    if (!account) return std::nullopt;
    return *account;
}

Bytes encode_trie_slot(const u256& value) {
    Bytes out;
    rlp::encode(out, value);
    return out;
}

std::optional<u256> decode_trie_slot(BytesView encoded) {
    const auto item = rlp::take_item(encoded);
    if (!item || item->is_list || !encoded.empty()) return std::nullopt;
    const auto digits = item->payload;
    if (digits.empty() || digits.size() > 32 || digits[0] == 0) return std::nullopt;
    return u256_from_be(digits);
}

std::expected<std::optional<TrieAccount>, TrieError> read_trie_account(const Hash32& state_root,
                                                                       const Address& address,
                                                                       const NodeSource& source) {
    DUSK_TRY(leaf, trie_get(state_root, keccak256(address), source));
    if (!leaf) return std::optional<TrieAccount>{};
    const auto account = decode_trie_account(*leaf);
    if (!account) return std::unexpected(TrieError{TrieFault::malformed_node, state_root});
    return account;
}

std::expected<StateUpdate, TrieError> apply_state_diff(const Hash32& parent_state_root,
                                                       const StateDiff& diff,
                                                       const NodeSource& source) {
    StateUpdate result;
    std::vector<TrieChange> changes;
    changes.reserve(diff.accounts.size());
    for (const auto& entry : diff.accounts) {
        auto& change = changes.emplace_back(keccak256(entry.address));
        if (!entry.account) continue;
        DUSK_TRY(root, storage_root_before(parent_state_root, entry, source));
        DUSK_TRY(storage, update_storage(root, entry, source));
        move_nodes(result.nodes, storage.nodes);
        result.storage_roots.emplace_back(entry.address, storage.root);
        change.value = encode_trie_account({*entry.account, storage.root});
    }
    std::ranges::sort(changes, {}, &TrieChange::key);
    DUSK_TRY(state, update_trie(parent_state_root, std::span<const TrieChange>{changes}, source));
    move_nodes(result.nodes, state.nodes);
    result.state_root = state.root;
    return result;
}

std::optional<Account> TrieStateView::account(const Address& address) const {
    const auto found = lookup(address);
    if (!found) return std::nullopt;
    return found->account;
}

u256 TrieStateView::storage(const Address& address, const u256& slot) const {
    const auto account = lookup(address);
    if (!account) return {};
    const auto leaf = trie_get(account->storage_root, keccak256(to_hash32(slot)), nodes_);
    if (!leaf) {
        fail(leaf.error());
        return {};
    }
    if (!*leaf) return {};
    const auto value = decode_trie_slot(**leaf);
    if (!value) fail({TrieFault::malformed_node, account->storage_root});
    return value.value_or(u256{});
}

std::shared_ptr<const Bytes> TrieStateView::code(const Hash32& code_hash) const {
    if (code_hash != EMPTY_CODE_HASH) {
        if (auto found = codes_.code(code_hash)) return found;
        fail({TrieFault::missing_node, code_hash});
    }
    return std::make_shared<const Bytes>();
}

bool TrieStateView::has_storage(const Address& address) const {
    const auto account = lookup(address);
    return account && account->storage_root != EMPTY_TRIE_ROOT;
}

std::optional<TrieAccount> TrieStateView::lookup(const Address& address) const {
    if (const auto* known = accounts_.find(address)) return *known;
    const auto found = read_trie_account(state_root_, address, nodes_);
    if (!found) {
        fail(found.error());
        return std::nullopt;
    }
    accounts_.try_insert(address, *found);
    return *found;
}

void TrieStateView::fail(const TrieError& error) const {
    if (!error_) error_ = error;
}

}  // namespace dusk
