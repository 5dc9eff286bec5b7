// A developer's execution node (dusk/node/dev): makes its own blocks, holds keys, and lets tests
// change the chain.
#pragma once

#include <string>

#include <dusk/cli/dev_accounts.hpp>
#include <dusk/cli/l2_flags.hpp>

namespace dusk::cli {

struct DevFlags {
    std::uint64_t chain_id = 31'744;
    /// Seconds between blocks; 0: one for each transaction.
    std::uint64_t period_s = 0;
    bool no_mining = false;
    std::uint64_t gas_limit = 60'000'000;
    std::uint32_t accounts = DEV_ACCOUNT_COUNT;
    std::uint64_t balance = 10'000;
    std::string mnemonic{DEV_MNEMONIC};
};

/// --dev.*
void add_dev_flags(CLI::App& command, DevFlags& flags);
/// Until the user stops it. Without a data folder the chain is in memory. The states of all blocks
/// are kept.
void run_dev_node(const DevFlags& dev_flags, const L2Flags& flags);

}  // namespace dusk::cli
