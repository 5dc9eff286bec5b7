// duskevm executor-fixture FOLDER...
#include <CLI/CLI.hpp>

#include <dusk/cli/commands.hpp>
#include <dusk/cli/conformance_options.hpp>
#include <dusk/conformance/executor_fixture.hpp>

namespace dusk::cli {

void add_executor_fixture_command(CLI::App& app) {
    add_conformance_command(app, "executor-fixture",
                            "Execute recorded OP blocks without a state database",
                            conformance::run_executor_fixture);
}

}  // namespace dusk::cli
