#include <CLI/CLI.hpp>

#include <dusk/cli/evm_flags.hpp>
#include <dusk/platform/evm/native_interpreter.hpp>

namespace dusk::cli {

void add_evm_flags(CLI::App& command) {
    command
        .add_option_function<std::string>(
            "--evm.interpreter",
            [](const std::string& name) { choose_interpreter(*interpreter_kind(name)); },
            "What runs EVM code: fast, or portable as in the fault-proof program")
        ->check(CLI::IsMember({"fast", "portable"}))
        ->default_str("fast");
}

}  // namespace dusk::cli
