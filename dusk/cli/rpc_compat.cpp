// duskevm rpc-compat FOLDER...
#include <CLI/CLI.hpp>

#include <dusk/cli/commands.hpp>
#include <dusk/cli/conformance_options.hpp>
#include <dusk/conformance/rpc/rpc_compat.hpp>

namespace dusk::cli {

void add_rpc_compat_command(CLI::App& app) {
    add_conformance_command(app, "rpc-compat",
                            "Ask the RPC what execution-apis' tests ask (folders with genesis.json "
                            "and chain.rlp)",
                            conformance::run_rpc_compat);
}

}  // namespace dusk::cli
