// What the subcommands that run test vectors have in common: paths, filters, threads, the form of
// output, traces.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <dusk/conformance/runner.hpp>

namespace CLI {
class App;
}

namespace dusk::cli {

using ConformanceRun = int (*)(const std::vector<std::string>& paths,
                               const conformance::RunOptions& options);

/// The flags of a trace, as geth names them.
struct TraceFlags {
    bool is_on = false;
    bool with_memory = false;
    bool without_memory = false;
    bool without_stack = false;
    bool with_return_data = false;
    bool without_return_data = false;

    conformance::TraceOptions options() const;
};
void add_trace_flags(CLI::App& command, TraceFlags& flags);

struct ConformanceArguments {
    std::vector<std::string> paths;
    conformance::RunOptions options;
    TraceFlags trace;
};

/// A subcommand that hands its arguments to `run` and ends with its exit code. More options may be
/// added to what is returned.
struct ConformanceCommand {
    CLI::App* app = nullptr;
    std::shared_ptr<ConformanceArguments> arguments;
};
ConformanceCommand add_conformance_command(CLI::App& app, const std::string& name,
                                           const std::string& text, ConformanceRun run);

}  // namespace dusk::cli
