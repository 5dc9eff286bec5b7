#include <memory>

#include <CLI/CLI.hpp>

#include <dusk/cli/conformance_options.hpp>
#include <dusk/cli/evm_flags.hpp>

namespace dusk::cli {

void add_conformance_command(CLI::App& app, const std::string& name, const std::string& text,
                             ConformanceRun run) {
    struct Arguments {
        std::vector<std::string> paths;
        conformance::RunOptions options;
    };
    auto* command = app.add_subcommand(name, text);
    auto arguments =
        std::make_shared<Arguments>();  // shared with the callback, which outlives this
    command->add_option("paths", arguments->paths, "Fixture files or folders")
        ->required()
        ->check(CLI::ExistingPath);
    command->add_option("--threads", arguments->options.threads, "Files run at once")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    command->add_option("--filter", arguments->options.filter, "Only cases whose id contains this");
    command->add_option("--fork", arguments->options.fork, "Only this fork or network");
    add_evm_flags(*command);
    command->add_flag("--json", arguments->options.json, "Print the report as JSON");
    command->callback([arguments, run] {
        if (const int code = run(arguments->paths, arguments->options); code != 0)
            throw CLI::RuntimeError(code);
    });
}

}  // namespace dusk::cli
