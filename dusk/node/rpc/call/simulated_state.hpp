// SimulatedState: a state that simulated blocks move on from a stored one, flat and as tries. The
// sources outlive it.
#pragma once

#include <map>

#include <dusk/core/chain/state_trie.hpp>
#include <dusk/node/rpc/call/overrides.hpp>

namespace dusk::eth {

class SimulatedState final : public StateView, public NodeSource {
public:
    /// `nodes` may be null where roots are not asked for.
    SimulatedState(const StateView& parent, const NodeSource* nodes, const Hash32& root)
        : parent_(parent), stored_nodes_(nodes), root_(root) {}

    std::optional<Account> account(const Address& address) const override;
    u256 storage(const Address& address, const u256& slot) const override;
    std::shared_ptr<const Bytes> code(const Hash32& code_hash) const override;
    bool has_storage(const Address& address) const override;
    bool ok() const override { return parent_.ok(); }
    std::shared_ptr<const Bytes> node(const Hash32& hash) const override;
    std::shared_ptr<const Bytes> node_at(const NodePlace& place, const Hash32& hash) const override;

    const Hash32& root() const noexcept { return root_; }
    /// The state after `diff`.
    std::expected<StateUpdate, TrieError> advance(const StateDiff& diff);
    /// The same without its root, which is then no longer right.
    void apply(const StateDiff& diff);
    /// The change that `overrides` make here.
    StateDiff diff_of(const StateOverrides& overrides) const;

private:
    struct Entry {
        std::optional<Account> account;
        /// Slots not in `storage` are zero.
        bool is_cleared = false;
        std::map<u256, u256> storage;
    };

    const StateView& parent_;
    const NodeSource* stored_nodes_;
    Hash32 root_;
    std::map<Address, Entry> accounts_;
    std::map<Hash32, std::shared_ptr<const Bytes>> codes_;
    std::map<Hash32, std::shared_ptr<const Bytes>> nodes_;
};

}  // namespace dusk::eth
