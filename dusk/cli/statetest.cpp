// duskevm statetest PATH...
#include <CLI/CLI.hpp>

#include <dusk/cli/commands.hpp>
#include <dusk/cli/conformance_options.hpp>
#include <dusk/conformance/statetest.hpp>

namespace dusk::cli {

void add_statetest_command(CLI::App& app) {
    const auto command = add_conformance_command(
        app, "statetest", "Run state tests (execution-spec-tests)", conformance::run_statetest);
    add_trace_flags(*command.app, command.arguments->trace);
}

}  // namespace dusk::cli
