// The subcommands of duskevm. Each function adds one to the program; its callback runs the role
// until it is told to stop (SIGINT, SIGTERM) and ends it with CLI::RuntimeError where the exit code
// is not 0.
#pragma once

namespace CLI {
class App;
}

namespace dusk::cli {

void add_devnet_command(CLI::App& app);
void add_duskds_command(CLI::App& app);
void add_adapter_command(CLI::App& app);
void add_execution_command(CLI::App& app);
void add_dev_command(CLI::App& app);
void add_rollup_command(CLI::App& app);
void add_batcher_command(CLI::App& app);
void add_genesis_command(CLI::App& app);
void add_db_command(CLI::App& app);
void add_bridge_command(CLI::App& app);
void add_wallet_command(CLI::App& app);
void add_statetest_command(CLI::App& app);
void add_blockchaintest_command(CLI::App& app);
void add_rpc_compat_command(CLI::App& app);
void add_executor_fixture_command(CLI::App& app);
void add_t8n_command(CLI::App& app);
void add_evm_command(CLI::App& app);

}  // namespace dusk::cli
