// duskevm t8n: the transition tool, with the options of geth's `evm t8n`.
#include <memory>

#include <CLI/CLI.hpp>

#include <dusk/cli/commands.hpp>
#include <dusk/cli/conformance_options.hpp>
#include <dusk/conformance/t8n.hpp>

namespace dusk::cli {

void add_t8n_command(CLI::App& app) {
    struct Arguments {
        conformance::T8nOptions options;
        TraceFlags trace;
    };
    auto arguments = std::make_shared<Arguments>();  // shared with the callback
    auto& options = arguments->options;
    auto* command =
        app.add_subcommand("t8n", "Execute a block's transactions on a state (transition tool)")
            ->alias("transition");
    const auto add = [&](const char* name, std::string& target, const char* text) {
        command->add_option(name, target, text)->capture_default_str();
    };
    add("--input.alloc", options.input_alloc, "Accounts before: a file, or stdin");
    add("--input.env", options.input_env, "The block's environment: a file, or stdin");
    add("--input.txs", options.input_txs, "Transactions, JSON or RLP: a file, or stdin");
    add("--input.blobParams", options.input_blob_params, "Blob parameters: a file, or stdin");
    add("--output.basedir", options.output_basedir, "Folder of the output files");
    add("--output.alloc", options.output_alloc, "Accounts after: a file, stdout or stderr");
    add("--output.result", options.output_result, "Roots and receipts: a file, stdout or stderr");
    add("--output.body", options.output_body, "RLP of the transactions: a file, stdout or stderr");
    add("--state.fork", options.rules.fork, "Ethereum's or the OP Stack's fork");
    command->add_option("--state.chainid", options.rules.chain_id, "Chain id")
        ->capture_default_str();
    command
        ->add_option("--state.reward", options.rules.reward, "Mining reward in wei; -1: disabled")
        ->capture_default_str();
    add_trace_flags(*command, arguments->trace);
    command->callback([arguments] {
        arguments->options.traces = arguments->trace.is_on;
        arguments->options.trace = arguments->trace.options();
        if (const int code = conformance::run_t8n(arguments->options); code != 0)
            throw CLI::RuntimeError(code);
    });
}

}  // namespace dusk::cli
