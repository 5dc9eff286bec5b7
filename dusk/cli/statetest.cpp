// duskevm statetest PATH...
#include <CLI/CLI.hpp>

#include <dusk/cli/commands.hpp>
#include <dusk/cli/conformance_options.hpp>
#include <dusk/conformance/statetest.hpp>

namespace dusk::cli {

void add_statetest_command(CLI::App& app) {
    add_conformance_command(app, "statetest", "Run state tests (execution-spec-tests)",
                            conformance::run_statetest);
}

}  // namespace dusk::cli
