// The world state as a trie of accounts, each with a trie of its storage (yellow paper 4.1):
// encoding of the leaves, the step from a state diff to the new root, and a view that reads state
// out of the trie.
#pragma once

#include <dusk/core/base/flat_map.hpp>
#include <dusk/core/state/state_diff.hpp>
#include <dusk/core/state/state_view.hpp>
#include <dusk/core/trie/trie.hpp>

namespace dusk {

/// The leaf of an account.
struct TrieAccount {
    Account account;
    Hash32 storage_root = EMPTY_TRIE_ROOT;
    friend bool operator==(const TrieAccount&, const TrieAccount&) = default;
};

Bytes encode_trie_account(const TrieAccount& account);
std::optional<TrieAccount> decode_trie_account(BytesView encoded);
/// A storage leaf: the value as an integer.
Bytes encode_trie_slot(const u256& value);
std::optional<u256> decode_trie_slot(BytesView encoded);

/// The account of `address` in the state trie, or none.
std::expected<std::optional<TrieAccount>, TrieError> read_trie_account(const Hash32& state_root,
                                                                       const Address& address,
                                                                       const NodeSource& source);

struct StateUpdate {
    Hash32 state_root;
    /// New nodes of all tries with their hashes.
    std::vector<std::pair<Hash32, Bytes>> nodes;
    /// Where each of `nodes` stands.
    std::vector<NodePlace> places;
    /// Where stored nodes stood and none stands now; without those of a storage trie that went as a
    /// whole (its account is gone or was cleared).
    std::vector<NodePlace> removed;
    /// The storage root of each account in the diff that still exists, sorted by address.
    std::vector<std::pair<Address, Hash32>> storage_roots;
};

/// The state after `diff` on top of `parent_state_root`. With a runner the accounts are updated by
/// the first nibble of their key and long storage diffs by that of theirs, each nibble a task.
std::expected<StateUpdate, TrieError> apply_state_diff(const Hash32& parent_state_root,
                                                       const StateDiff& diff,
                                                       const NodeSource& source,
                                                       TaskRunner* runner = nullptr);

/// Code by its hash.
class CodeSource {
public:
    virtual ~CodeSource() = default;
    /// Null if it is not known. Never asked for EMPTY_CODE_HASH.
    virtual std::shared_ptr<const Bytes> code(const Hash32& code_hash) const = 0;
};

/// State read through the tries. The sources outlive the view; accounts are remembered.
class TrieStateView final : public StateView {
public:
    TrieStateView(const Hash32& state_root, const NodeSource& nodes, const CodeSource& codes)
        : state_root_(state_root), nodes_(nodes), codes_(codes) {}

    std::optional<Account> account(const Address& address) const override;
    u256 storage(const Address& address, const u256& slot) const override;
    std::shared_ptr<const Bytes> code(const Hash32& code_hash) const override;
    bool has_storage(const Address& address) const override;
    bool ok() const override { return !error_; }
    /// What was missing first, a node's hash or a code's; none while ok().
    const std::optional<TrieError>& error() const noexcept { return error_; }

private:
    std::optional<TrieAccount> lookup(const Address& address) const;
    void fail(const TrieError& error) const;

    Hash32 state_root_;
    const NodeSource& nodes_;
    const CodeSource& codes_;
    mutable FlatMap<Address, std::optional<TrieAccount>> accounts_;
    mutable std::optional<TrieError> error_;
};

}  // namespace dusk
