// duskevm: one program, every role a subcommand (DESIGN section 1).
#include <csignal>

#include <CLI/CLI.hpp>

#include <dusk/cli/commands.hpp>

int main(int argc, char** argv) {
    // A file that may not grow (ulimit -f) is a full disk: an error to tell, not the end in a
    // signal.
    std::signal(SIGXFSZ, SIG_IGN);

    CLI::App app{"DuskEVM: an OP Stack rollup that settles on DuskDS", "duskevm"};
    app.set_version_flag("--version", "duskevm " DUSK_VERSION);
    app.require_subcommand(1);
    app.failure_message(CLI::FailureMessage::simple);

    dusk::cli::add_devnet_command(app);
    dusk::cli::add_duskds_command(app);
    dusk::cli::add_adapter_command(app);
    dusk::cli::add_execution_command(app);
    dusk::cli::add_dev_command(app);
    dusk::cli::add_rollup_command(app);
    dusk::cli::add_batcher_command(app);
    dusk::cli::add_genesis_command(app);
    dusk::cli::add_db_command(app);
    dusk::cli::add_bridge_command(app);
    dusk::cli::add_wallet_command(app);
    dusk::cli::add_statetest_command(app);
    dusk::cli::add_blockchaintest_command(app);
    dusk::cli::add_rpc_compat_command(app);
    dusk::cli::add_executor_fixture_command(app);
    dusk::cli::add_t8n_command(app);
    dusk::cli::add_evm_command(app);

    CLI11_PARSE(app, argc, argv);
    return 0;
}
