// A developer's execution node (dusk/node/dev): makes its own blocks, holds keys, and lets tests
// change the chain.
#pragma once

#include <string>
#include <vector>

#include <dusk/cli/dev_accounts.hpp>
#include <dusk/cli/role.hpp>

namespace dusk::cli {

struct DevSettings {
    /// Empty: in memory, gone with the process.
    std::string datadir;
    std::string http_host = "127.0.0.1";
    std::uint16_t http_port = 8545;
    std::string ws_host = "127.0.0.1";
    /// Equal to http_port: one server for both.
    std::uint16_t ws_port = 8545;
    std::vector<std::string> http_cors;
    std::vector<std::string> http_vhosts = {"localhost"};
    std::vector<std::string> ws_origins;
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
