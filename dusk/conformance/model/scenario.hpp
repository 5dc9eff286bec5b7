// Scenario: a state, a block's environment and transactions, made from choices, under any fork of
// Ethereum or the OP Stack.
#pragma once

#include <dusk/conformance/model/choices.hpp>
#include <dusk/core/chain/block_executor.hpp>
#include <dusk/core/state/memory_state.hpp>

namespace dusk::model {

/// The nonce of what is no deposit is an offset to the sender's when its turn comes.
struct ScenarioTxn {
    Transaction txn;
    Address sender;
};

struct Scenario {
    ChainConfig config;
    BlockEnv env;
    MemoryState state;
    std::vector<ScenarioTxn> txns;
};

Scenario make_scenario(Choices& choices);

}  // namespace dusk::model
