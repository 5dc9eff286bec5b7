// Flags of every command that executes EVM code.
#pragma once

namespace CLI {
class App;
}

namespace dusk::cli {

/// --evm.interpreter=fast|portable, for the whole process.
void add_evm_flags(CLI::App& command);

}  // namespace dusk::cli
