// State in memory for fixtures: flat tables to execute on, and the trie nodes for roots.
#pragma once

#include <map>
#include <unordered_map>

#include <boost/json.hpp>

#include <dusk/core/chain/state_trie.hpp>

namespace dusk::conformance {

/// Hashes are their own hash.
struct HashBytes {
    std::size_t operator()(const Hash32& hash) const noexcept;
};

class MemoryNodes final : public NodeSource {
public:
    std::shared_ptr<const Bytes> node(const Hash32& hash) const override;
    void add(const std::vector<std::pair<Hash32, Bytes>>& nodes);

private:
    std::unordered_map<Hash32, std::shared_ptr<const Bytes>, HashBytes> nodes_;
};

class MemoryState final : public StateView {
public:
    struct Entry {
        Account account;
        /// Non-zero slots only.
        std::map<u256, u256> storage;
    };

    std::optional<Account> account(const Address& address) const override;
    u256 storage(const Address& address, const u256& slot) const override;
    std::shared_ptr<const Bytes> code(const Hash32& code_hash) const override;
    bool has_storage(const Address& address) const override;

    /// The flat tables after `diff`.
    void apply(const StateDiff& diff);
    const std::map<Address, Entry>& entries() const noexcept { return accounts_; }

private:
    std::map<Address, Entry> accounts_;
    std::unordered_map<Hash32, std::shared_ptr<const Bytes>, HashBytes> codes_;
};

/// The accounts of a fixture's `pre` as a change against the empty state.
StateDiff as_state_diff(const boost::json::value& pre);

/// Flat state and tries, moved forward together.
struct MemoryChain {
    MemoryState state;
    MemoryNodes nodes;
    Hash32 root = EMPTY_TRIE_ROOT;

    /// The state root after `diff`; the chain itself moves there.
    Hash32 advance(const StateDiff& diff);
};

}  // namespace dusk::conformance
