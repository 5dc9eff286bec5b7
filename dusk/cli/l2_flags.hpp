// Flags of the nodes that execute an L2 chain, the developer's included. Names are op-geth's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include <dusk/cli/l2_node.hpp>
#include <dusk/cli/rpc_flags.hpp>
#include <dusk/cli/store_flags.hpp>
#include <dusk/node/rpc/chain/options.hpp>

namespace dusk::cli {

struct L2Flags {
    /// Its flag is the command's.
    std::string datadir{};
    ListenSettings listen{};
    /// Namespaces; of a developer's chain, none named: all.
    std::vector<std::string> http_api{};
    StoreFlags store{};
    RpcFlags rpc{};
    eth::RpcOptions rpc_options{};
    pool::PoolLimits pool{};
    bool no_locals = false;
    std::string journal = "transactions.rlp";
    parallel::ProcessorOptions execution{};
    LogFlags log{};
    MetricsFlags metrics{};
};

/// --http.*, --cache and so on, --evm.*, --rpc.*, --execution.*, --txpool.*, --log.*, --metrics.*,
/// --pprof.*
void add_l2_flags(CLI::App& command, L2Flags& flags);
L2NodeOptions node_options(std::string_view role, const L2Flags& flags,
                           const store::StoreOptions& store);

}  // namespace dusk::cli
