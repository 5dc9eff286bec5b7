#include <dusk/core/base/result.hpp>
#include <dusk/core/chain/state_trie.hpp>
#include <dusk/core/codec/rlp.hpp>
#include <dusk/core/crypto/hash_blocks.hpp>

namespace dusk {
namespace {

using rlp::ListReader;
using rlp::RlpError;

/// Storage diffs of this many slots are worth tasks of their own.
constexpr std::size_t LONG_STORAGE_DIFF = 128;

std::expected<TrieAccount, RlpError> read_account(BytesView encoded) {
    DUSK_TRY(reader, ListReader::open(encoded));
    DUSK_TRY(nonce, reader.next_u64());
    DUSK_TRY(balance, reader.next_u256());
    DUSK_TRY(storage_root, reader.next_fixed<32>());
    DUSK_TRY(code_hash, reader.next_fixed<32>());
    DUSK_TRY_VOID(reader.finish());
    return TrieAccount{{nonce, balance, code_hash}, storage_root};
}

/// The keys under which addresses or slots stand in a trie.
template <class Name>
std::vector<Hash32> hash_each(const std::vector<Name>& names) {
    const std::vector<BytesView> views(names.begin(), names.end());
    std::vector<Hash32> hashes(views.size());
    keccak256_each(views, hashes.data());
    return hashes;
}

std::vector<TrieChange> storage_changes(const AccountDiff& diff) {
    std::vector<Hash32> slots;
    slots.reserve(diff.storage.size());
    for (const auto& [slot, value] : diff.storage) slots.push_back(to_hash32(slot));
    const auto keys = hash_each(slots);
    std::vector<TrieChange> changes(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
        changes[i].key = keys[i];
        const auto& value = diff.storage[i].second;
        if (!value.is_zero()) changes[i].value = encode_trie_slot(value);
    }
    std::ranges::sort(changes, {}, &TrieChange::key);
    return changes;
}

/// Moves what `from`, the update of `owner`'s trie, changed to the end of `to`.
void collect(StateUpdate& to, TrieUpdate& from, const Hash32& owner) {
    to.nodes.insert(to.nodes.end(), std::make_move_iterator(from.nodes.begin()),
                    std::make_move_iterator(from.nodes.end()));
    for (const auto& path : from.paths) to.places.push_back({owner, path});
    for (const auto& path : from.removed) to.removed.push_back({owner, path});
}

/// An account of the diff on its way to its leaf.
struct AccountWork {
    Hash32 key;
    const AccountDiff* diff = nullptr;
    TrieUpdate storage{};
    bool is_storage_done = false;
};

/// Updates the storage of each account when the descent through the state trie comes by its leaf.
class AccountWriter final : public LeafWriter {
public:
    AccountWriter(const Hash32& state_root, const StateDiff& diff, const NodeSource& source)
        : state_root_(state_root), source_(source) {
        std::vector<Address> addresses;
        addresses.reserve(diff.accounts.size());
        for (const auto& entry : diff.accounts) addresses.push_back(entry.address);
        const auto keys = hash_each(addresses);
        work_.reserve(keys.size());
        for (std::size_t i = 0; i < keys.size(); ++i)
            work_.push_back({.key = keys[i], .diff = &diff.accounts[i]});
        std::ranges::sort(work_, {}, &AccountWork::key);
    }

    std::vector<LeafChange> changes() const {
        std::vector<LeafChange> out;
        out.reserve(work_.size());
        for (const auto& work : work_) out.push_back({work.key, !work.diff->account.has_value()});
        return out;
    }

    /// Accounts with long storage diffs, each by tasks.
    std::expected<void, TrieError> update_long_storages(TaskRunner& runner) {
        for (auto& work : work_) {
            if (work.diff->storage.size() < LONG_STORAGE_DIFF || !work.diff->account) continue;
            DUSK_TRY(leaf, trie_get(state_root_, work.key, source_));
            DUSK_TRY(root, storage_root(work, leaf ? std::optional<BytesView>{*leaf}
                                                   : std::optional<BytesView>{}));
            DUSK_TRY(update, update_trie(root, storage_changes(*work.diff),
                                         StorageNodes{source_, work.key}, runner));
            work.storage = std::move(update);
            work.is_storage_done = true;
        }
        return {};
    }

    std::expected<Bytes, TrieError> write(std::size_t index,
                                          std::optional<BytesView> old) override {
        auto& work = work_[index];
        if (!work.is_storage_done) {
            DUSK_TRY(root, storage_root(work, old));
            DUSK_TRY(update, update_trie(root, storage_changes(*work.diff),
                                         StorageNodes{source_, work.key}));
            work.storage = std::move(update);
            work.is_storage_done = true;
        }
        return encode_trie_account({*work.diff->account, work.storage.root});
    }

    /// Storage roots by address and the storage tries' nodes.
    void finish(StateUpdate& result) {
        for (auto& work : work_) {
            if (!work.diff->account) continue;
            result.storage_roots.emplace_back(work.diff->address, work.storage.root);
            collect(result, work.storage, work.key);
        }
        std::ranges::sort(result.storage_roots);
    }

private:
    /// Before the diff; `old` is the account's leaf.
    std::expected<Hash32, TrieError> storage_root(const AccountWork& work,
                                                  std::optional<BytesView> old) const {
        if (!old || work.diff->storage_cleared) return EMPTY_TRIE_ROOT;
        const auto account = decode_trie_account(*old);
        if (!account) return std::unexpected(TrieError{TrieFault::malformed_node, state_root_});
        return account->storage_root;
    }

    Hash32 state_root_;
    const NodeSource& source_;
    std::vector<AccountWork> work_;
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
                                                       const NodeSource& source,
                                                       TaskRunner* runner) {
    StateUpdate result;
    AccountWriter writer{parent_state_root, diff, source};
    if (runner != nullptr) DUSK_TRY_VOID(writer.update_long_storages(*runner));
    const auto changes = writer.changes();
    auto state = runner != nullptr
                     ? update_trie(parent_state_root, changes, writer, source, *runner)
                     : update_trie(parent_state_root, changes, writer, source);
    if (!state) return std::unexpected(state.error());
    writer.finish(result);
    collect(result, *state, Hash32{});
    result.state_root = state->root;
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
    const auto leaf = trie_get(account->storage_root, keccak256(to_hash32(slot)),
                               StorageNodes{nodes_, keccak256(address)});
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
