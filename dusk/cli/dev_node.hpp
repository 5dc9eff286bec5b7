// A developer's execution node (dusk/node/dev): makes its own blocks, holds keys, and lets tests
// change the chain.
#pragma once

#include <string>
#include <vector>

#include <dusk/cli/dev_accounts.hpp>
#include <dusk/cli/l2_node.hpp>

namespace dusk::cli {

struct DevSettings {
    /// Empty: in memory, gone with the process.
    std::string datadir;
    ListenSettings listen;
    std::uint64_t chain_id = 31'744;
    /// Seconds between blocks; 0: one for each transaction.
    std::uint64_t period_s = 0;
    bool no_mining = false;
    std::uint64_t gas_limit = 60'000'000;
    std::uint32_t accounts = DEV_ACCOUNT_COUNT;
    std::uint64_t balance = 10'000;
    std::string mnemonic{DEV_MNEMONIC};
    LogFlags log;
};

/// --dev.*
void add_dev_flags(CLI::App& command, DevSettings& settings);
/// Until the user stops it.
void run_dev_node(const DevSettings& settings);

}  // namespace dusk::cli
