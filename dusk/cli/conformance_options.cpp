#include <CLI/CLI.hpp>

#include <dusk/cli/conformance_options.hpp>
#include <dusk/cli/evm_flags.hpp>

namespace dusk::cli {

conformance::TraceOptions TraceFlags::options() const {
    return {.with_stack = !without_stack,
            .with_memory = with_memory && !without_memory,
            .with_return_data = with_return_data && !without_return_data};
}

void add_trace_flags(CLI::App& command, TraceFlags& flags) {
    command.add_flag("--trace", flags.is_on, "Write EIP-3155 traces");
    command.add_flag("--trace.memory", flags.with_memory, "Trace memory, too");
    command.add_flag("--trace.nomemory", flags.without_memory, "Do not trace memory (default)");
    command.add_flag("--trace.nostack", flags.without_stack, "Do not trace the stack");
    command.add_flag("--trace.returndata", flags.with_return_data, "Trace return data, too");
    command.add_flag("--trace.noreturndata", flags.without_return_data,
                     "Do not trace return data (default)");
}

ConformanceCommand add_conformance_command(CLI::App& app, const std::string& name,
                                           const std::string& text, ConformanceRun run) {
    auto* command = app.add_subcommand(name, text);
    // Shared with the callback, which outlives this.
    auto arguments = std::make_shared<ConformanceArguments>();
    command->add_option("paths", arguments->paths, "Fixture files or folders")
        ->required()
        ->check(CLI::ExistingPath);
    command->add_option("--threads", arguments->options.threads, "Files run at once")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    command->add_option("--filter", arguments->options.filter, "Only cases whose id contains this");
    command->add_option("--run", arguments->options.run,
                        "Only cases whose id this regular expression matches in");
    command->add_option("--fork", arguments->options.fork, "Only this fork or network");
    add_evm_flags(*command);
    command->add_flag("--json", arguments->options.json, "Print the report as JSON");
    command->callback([arguments, run] {
        if (arguments->trace.is_on) arguments->options.trace = arguments->trace.options();
        if (const int code = run(arguments->paths, arguments->options); code != 0)
            throw CLI::RuntimeError(code);
    });
    return {command, std::move(arguments)};
}

}  // namespace dusk::cli
