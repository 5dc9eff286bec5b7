// A block that this node executed itself, put together from what its parts' makers gave.
#pragma once

#include <dusk/core/chain/execute_block.hpp>
#include <dusk/core/chain/state_trie.hpp>
#include <dusk/node/store/chain_store.hpp>

namespace dusk::engine {

struct ExecutedParts {
    const BlockRules& rules;
    const BlockEnv& env;
    /// Its transactions are the body's.
    SealInput seal;
    store::Body body;
    BlockResult result;
    StateUpdate state;
};

/// Sealed, with its hash.
std::shared_ptr<store::ExecutedBlock> executed_block(ExecutedParts parts);

}  // namespace dusk::engine
