// What the execution node's RPC allows, as flags: op-geth's names where it has one, op-reth's where
// only it has.
#pragma once

#include <CLI/CLI.hpp>

#include <dusk/node/rpc/chain/options.hpp>

namespace dusk::cli {

void add_rpc_option_flags(CLI::App& command, eth::RpcOptions& options);
/// --rollup.*: not together with `dev`, as a developer's chain has no other sequencer.
void add_sequencer_flags(CLI::App& command, eth::RpcOptions& options, CLI::Option* dev);

}  // namespace dusk::cli
