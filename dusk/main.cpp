// duskevm: one program, every role a subcommand (DESIGN section 1).
#include <csignal>

#include <CLI/CLI.hpp>
#ifdef DUSK_MIMALLOC
#include <mimalloc.h>
#endif

#include <dusk/cli/arguments.hpp>
#include <dusk/cli/commands.hpp>

namespace {

/// How long freed memory stays with the process, in milliseconds. A block, a batch of requests
/// takes what the one before it gave back: returned to the kernel meanwhile (the library does so
/// after 25 ms), it has to be cleared page by page.
[[maybe_unused]] constexpr long FREED_MEMORY_KEPT_MS = 1'000;

}  // namespace

int main(int argc, char** argv) {
#ifdef DUSK_MIMALLOC
    mi_option_set(mi_option_decommit_delay, FREED_MEMORY_KEPT_MS);
#endif
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

    try {
        app.parse(dusk::cli::arguments_of(argc, argv));
    } catch (const CLI::ParseError& error) {
        return app.exit(error);
    }
    return 0;
}
