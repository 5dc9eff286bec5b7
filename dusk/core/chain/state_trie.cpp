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

/// Updates the storage of each account when the descent through the state trie comes by its leaf.
class AccountWriter final : public LeafWriter {
public:
    AccountWriter(const Hash32& state_root, const NodeSource& source, Nodes& nodes)
        : state_root_(state_root), source_(source), nodes_(nodes) {}

    /// Counts as the next change.
    void add(const AccountDiff& diff) { diffs_.push_back(&diff); }

    std::expected<Bytes, TrieError> write(std::size_t index,
                                          std::optional<BytesView> old) override {
        const auto& diff = *diffs_[index];
        auto root = EMPTY_TRIE_ROOT;
        if (old && !diff.storage_cleared) {
            const auto account = decode_trie_account(*old);
            if (!account) return std::unexpected(TrieError{TrieFault::malformed_node, state_root_});
            root = account->storage_root;
        }
        DUSK_TRY(storage, update_storage(root, diff, source_));
        move_nodes(nodes_, storage.nodes);
        roots_.emplace_back(diff.address, storage.root);
        return encode_trie_account({*diff.account, storage.root});
    }

    /// The storage roots of all accounts written, by address.
    std::vector<std::pair<Address, Hash32>> take_roots() {
        std::ranges::sort(roots_);
        return std::move(roots_);
    }

private:
    Hash32 state_root_;
    const NodeSource& source_;
    Nodes& nodes_;
    std::vector<const AccountDiff*> diffs_;
    std::vector<std::pair<Address, Hash32>> roots_;
};

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
    std::vector<std::pair<Hash32, const AccountDiff*>> sorted;
    sorted.reserve(diff.accounts.size());
    for (const auto& entry : diff.accounts) sorted.emplace_back(keccak256(entry.address), &entry);
    std::ranges::sort(sorted);
    AccountWriter writer{parent_state_root, source, result.nodes};
    std::vector<LeafChange> changes;
    changes.reserve(sorted.size());
    for (const auto& [key, entry] : sorted) {
        changes.push_back({key, !entry->account.has_value()});
        writer.add(*entry);
    }
    DUSK_TRY(state,
             update_trie(parent_state_root, std::span<const LeafChange>{changes}, writer, source));
    move_nodes(result.nodes, state.nodes);
    result.state_root = state.root;
    result.storage_roots = writer.take_roots();
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
