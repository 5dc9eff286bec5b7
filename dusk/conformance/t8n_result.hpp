// What the transition tool found, and its JSON.
#pragma once

#include <boost/json.hpp>

#include <dusk/conformance/memory_chain.hpp>
#include <dusk/conformance/t8n_env.hpp>

namespace dusk::conformance {

struct IncludedTxn {
    Transaction txn;
    TxnOutcome outcome;
    /// Before Byzantium: the state root after it.
    std::optional<Hash32> state_root;
};

struct RejectedTxn {
    std::size_t index = 0;
    std::string_view error;
};

struct T8nResult {
    std::vector<IncludedTxn> included;
    std::vector<RejectedTxn> rejected;
    BlockResult block;
    Hash32 state_root;
    std::optional<Hash32> withdrawals_root;
    /// Why no block can hold this; empty: one can.
    std::string_view block_exception;
};

std::string_view to_string(SystemCallError error) noexcept;

boost::json::object as_json(const T8nResult& result, const T8nEnv& env, const BlockRules& rules);
boost::json::object as_alloc(const MemoryState& state);
/// The list of transactions as it stands in a block's body.
Bytes encode_body(const std::vector<IncludedTxn>& included);

}  // namespace dusk::conformance
