// What a sender wants to hold where its transaction is included, or else it is not included
// (eth_sendRawTransactionConditional; op-geth: core/types/transaction_conditional.go). Not a rule
// of the chain: only the builder of a block looks at it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include <dusk/core/base/u256.hpp>
#include <dusk/core/trie/trie.hpp>

namespace dusk::pool {

struct TxnConditional {
    using Slots = std::map<Hash32, Hash32>;
    /// A storage root, or slots with their values.
    std::map<Address, std::variant<Hash32, Slots>> known_accounts;
    // Of the block, inclusive.
    std::optional<std::uint64_t> block_number_min;
    std::optional<std::uint64_t> block_number_max;
    std::optional<std::uint64_t> timestamp_min;
    std::optional<std::uint64_t> timestamp_max;

    /// Why no block can fulfil it.
    std::optional<std::string> contradiction() const;
    /// What it costs to check: reads of the state.
    std::size_t cost() const;
};
using TxnConditionalPtr = std::shared_ptr<const TxnConditional>;
inline constexpr std::size_t CONDITIONAL_COST_MAX = 1'000;

/// A state as conditions see it.
struct ConditionState {
    /// The value of an account's slot.
    std::function<u256(const Address&, const u256&)> storage;
    // Where storage roots are read.
    const Hash32& state_root;
    const NodeSource& nodes;
};

// Why it does not hold, in op-geth's words; none: it does.
std::optional<std::string> broken_in_block(const TxnConditional& conditional, std::uint64_t number,
                                           std::uint64_t timestamp);
std::optional<std::string> broken_in_state(const TxnConditional& conditional,
                                           const ConditionState& state);

}  // namespace dusk::pool
