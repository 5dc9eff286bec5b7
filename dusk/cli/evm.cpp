// duskevm evm: the tools that fuzzers and test fillers drive, called as geth's `evm` is.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include <dusk/cli/commands.hpp>
#include <dusk/cli/conformance_options.hpp>
#include <dusk/conformance/evm_run.hpp>
#include <dusk/conformance/statetest.hpp>

namespace dusk::cli {
namespace {

/// Flags before the tool's name, as older callers give them.
struct OuterFlags {
    bool json = false;
    bool without_memory = false;
    bool without_return_data = false;
    bool without_stack = false;

    void apply(TraceFlags& trace) const {
        trace.is_on = trace.is_on || json;
        trace.without_memory = trace.without_memory || without_memory;
        trace.without_stack = trace.without_stack || without_stack;
        trace.without_return_data = trace.without_return_data || without_return_data;
    }
};

/// One path after the other from the arguments, or, without any, a line each from stdin.
int run_statetests(const std::vector<std::string>& paths, const conformance::RunOptions& options) {
    if (!paths.empty()) return conformance::run_statetest(paths, options);
    int code = 0;
    for (std::string path; std::getline(std::cin, path) && !path.empty();)
        code = std::max(code, conformance::run_statetest({path}, options));
    return code;
}

void add_evm_statetest(CLI::App& evm, const std::shared_ptr<OuterFlags>& outer) {
    auto* command = evm.add_subcommand("statetest", "Run state tests and list the cases");
    auto arguments = std::make_shared<ConformanceArguments>();  // shared with the callback
    command->add_option("paths", arguments->paths, "Fixture files; none: their paths on stdin");
    command->add_option("--run", arguments->options.run,
                        "Only cases whose id this regular expression matches in");
    command->add_option("--statetest.fork,--fork", arguments->options.fork, "Only this fork");
    command->add_flag("--json", outer->json, "Write EIP-3155 traces to stderr");
    add_trace_flags(*command, arguments->trace);
    command->callback([arguments, outer] {
        outer->apply(arguments->trace);
        arguments->options.lists_cases = true;
        if (arguments->trace.is_on) arguments->options.trace = arguments->trace.options();
        // As with geth's tool, what fails is in the list, not in the exit code.
        run_statetests(arguments->paths, arguments->options);
    });
}

void add_evm_run(CLI::App& evm, const std::shared_ptr<OuterFlags>& outer) {
    struct Arguments {
        conformance::EvmRunOptions options;
        TraceFlags trace;
    };
    auto arguments = std::make_shared<Arguments>();  // shared with the callback
    auto& options = arguments->options;
    auto* command = evm.add_subcommand("run", "Execute code in an empty state");
    command->add_option("--code", options.code, "Hex of the code")->required();
    command->add_option("--input", options.input, "Hex of the call data");
    command->add_option("--gas", options.gas, "Gas of the call")->capture_default_str();
    command->add_option("--value", options.value, "Wei that the call carries")
        ->capture_default_str();
    command->add_option("--sender", options.sender, "Address of the caller");
    command->add_option("--receiver", options.receiver, "Address that has the code");
    command->add_option("--fork,--state.fork", options.fork, "Fork")->capture_default_str();
    command->add_flag("--create", options.is_creation, "Run the code as init code");
    command->add_flag("--json", outer->json, "Write an EIP-3155 trace to stderr");
    add_trace_flags(*command, arguments->trace);
    command->callback([arguments, outer] {
        outer->apply(arguments->trace);
        if (arguments->trace.is_on) arguments->options.trace = arguments->trace.options();
        if (const int code = conformance::run_evm(arguments->options); code != 0)
            throw CLI::RuntimeError(code);
    });
}

}  // namespace

void add_evm_command(CLI::App& app) {
    auto* evm = app.add_subcommand("evm", "Tools at the level of the EVM, as geth's evm has them");
    evm->require_subcommand(1);
    auto outer = std::make_shared<OuterFlags>();
    evm->add_flag("--json", outer->json, "Write EIP-3155 traces to stderr");
    evm->add_flag("--nomemory", outer->without_memory, "Do not trace memory");
    evm->add_flag("--nostack", outer->without_stack, "Do not trace the stack");
    evm->add_flag("--noreturndata", outer->without_return_data, "Do not trace return data");
    add_evm_statetest(*evm, outer);
    add_evm_run(*evm, outer);
    add_t8n_command(*evm);
    add_blockchaintest_command(*evm);
    evm->get_subcommand("blockchaintest")->alias("blocktest");
}

}  // namespace dusk::cli
