// duskevm blockchaintest PATH...
#include <CLI/CLI.hpp>

#include <dusk/cli/commands.hpp>
#include <dusk/cli/conformance_options.hpp>
#include <dusk/conformance/blockchaintest.hpp>

namespace dusk::cli {

void add_blockchaintest_command(CLI::App& app) {
    const auto [command, arguments] = add_conformance_command(
        app, "blockchaintest", "Run blockchain tests (execution-spec-tests)",
        conformance::run_blockchaintest);
    command->add_flag("--parallel", arguments->options.parallel,
                      "Execute the transactions of a block at once");
}

}  // namespace dusk::cli
