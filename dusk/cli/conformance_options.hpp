// What the subcommands that run test vectors have in common: paths, filters, threads, the form of
// output.
#pragma once

#include <string>
#include <vector>

#include <dusk/conformance/runner.hpp>

namespace CLI {
class App;
}

namespace dusk::cli {

using ConformanceRun = int (*)(const std::vector<std::string>& paths,
                               const conformance::RunOptions& options);

/// A subcommand that hands its arguments to `run` and ends with its exit code.
void add_conformance_command(CLI::App& app, const std::string& name, const std::string& text,
                             ConformanceRun run);

}  // namespace dusk::cli
