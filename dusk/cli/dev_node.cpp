// duskevm dev, and duskevm execution --dev: a developer's chain in one process.
#include <algorithm>
#include <filesystem>

#include <boost/json.hpp>
#include <fmt/core.h>

#include <dusk/cli/commands.hpp>
#include <dusk/cli/dev_node.hpp>
#include <dusk/cli/execution_metrics.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/chain/pool_feed.hpp>
#include <dusk/node/dev/dev_genesis.hpp>
#include <dusk/node/dev/dev_methods.hpp>
#include <dusk/node/genesis/rollup_file.hpp>
#include <dusk/node/rpc/methods.hpp>
#include <dusk/platform/clock/clock.hpp>
#include <dusk/platform/config/files.hpp>
#include <dusk/platform/crypto/hd_wallet.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::cli {
namespace {

constexpr std::string_view ROLE = "dev";
constexpr std::uint32_t ACCOUNTS_MAX = 1'000;

std::vector<EthereumKey> keys_of(const DevFlags& flags) {
    std::vector<EthereumKey> keys;
    for (const auto& account : dev_accounts(flags.mnemonic, flags.accounts))
        keys.push_back(account.ethereum);
    return keys;
}

genesis::RollupFiles new_rollup(const DevFlags& flags, const std::vector<EthereumKey>& keys) {
    dev::DevGenesis decisions{.chain_id = flags.chain_id,
                              .timestamp = system_clock().now_s(),
                              .gas_limit = flags.gas_limit,
                              .accounts = {},
                              .balance = u256{flags.balance} * u256{1'000'000'000'000'000'000}};
    for (const auto& key : keys) decisions.accounts.push_back(key.address());
    return dev::make_dev_rollup(decisions, native_crypto());
}

/// The chain that the folder holds, or a new one.
genesis::RollupFiles chain_files(const DevFlags& flags, const std::string& datadir,
                                 const std::vector<EthereumKey>& keys) {
    if (datadir.empty()) return new_rollup(flags, keys);
    const auto genesis_path = datadir + "/genesis.json";
    const auto rollup_path = datadir + "/rollup.json";
    // Written last: its presence says that the other is there.
    if (std::filesystem::exists(rollup_path)) {
        genesis::RollupFiles files{
            .genesis = value_or_fail(ROLE, genesis::read_genesis(genesis_path)),
            .rollup = value_or_fail(ROLE, genesis::read_rollup_config(rollup_path))};
        if (files.genesis.chain_id != flags.chain_id)
            fail(ROLE, fmt::format("{} holds a chain with id {}", datadir, files.genesis.chain_id));
        return files;
    }
    auto files = new_rollup(flags, keys);
    value_or_fail(ROLE,
                  config::write_file_atomic(genesis_path, genesis::format_genesis(files.genesis)));
    const auto rollup = genesis::rollup_config_json(files.rollup);
    value_or_fail(ROLE, config::write_file_atomic(rollup_path, boost::json::serialize(rollup)));
    return files;
}

class DevNode {
public:
    DevNode(const DevFlags& dev_flags, const L2Flags& flags,
            const store::StoreOptions& store_options)
        : flags_(flags),
          keys_(keys_of(dev_flags)),
          files_(chain_files(dev_flags, flags.datadir, keys_)),
          node_(files_.genesis, node_options(ROLE, flags, store_options)),
          options_(rpc_options(flags)),
          backend_(node_.chain, node_.pool, options_, node_status()),
          dev_(node_.chain, node_.pool, files_.rollup, keys_,
               {.automine = dev_flags.period_s == 0 && !dev_flags.no_mining,
                .period_s = dev_flags.period_s}),
          metrics_(flags.metrics, node_.chain, node_.pool, flags.datadir) {
        files_.genesis.alloc.clear();  // in the store by now
        value_or_fail(ROLE, engine::feed_pool(node_.chain, node_.pool));
        node_.chain.on_head([](const engine::HeadEvent& event) {
            for (const auto& block : event.applied)
                log::debug(ROLE, "block {} {}", block.number, to_hex(block.hash));
        });
        value_or_fail(ROLE, dev_.start());
    }

    void serve() {
        servers_.start(flags_.listen, [this](const std::string& host, std::uint16_t port,
                                             rpc::ServeOptions options) {
            options.observer = metrics_.calls();
            return serve_public(ROLE, flags_.rpc, host, port, table(), std::move(options));
        });
    }

    void print_summary() const {
        fmt::print("\nDuskEVM developer chain {} at block {}: {}\n\n", node_.config.chain_id,
                   node_.store->head().number, servers_.http_url());
        for (const auto& key : keys_)
            fmt::print("  {}  key {}\n", to_hex(key.address()), to_hex(key.secret()));
        fmt::print("\n");
        std::fflush(stdout);
    }

    void stop() { servers_.stop(); }

private:
    static eth::RpcOptions rpc_options(const L2Flags& flags) {
        auto options = flags.rpc_options;
        options.client_version = std::string(dev::CLIENT_VERSION_PREFIX) + options.client_version;
        return options;
    }

    eth::NodeStatus node_status() {
        eth::NodeStatus status;
        status.data_folder = flags_.datadir;
        status.amend_state = [this](const Hash32& hash, std::unique_ptr<StateView> view) {
            return dev_.amend(hash, std::move(view));
        };
        return status;
    }

    rpc::MethodTable table() {
        rpc::MethodTable table;
        eth::add_all_methods(table, backend_);
        dev::add_dev_methods(table, dev_, options_.client_version);
        return flags_.http_api.empty() ? std::move(table) : table.only(flags_.http_api);
    }

    const L2Flags& flags_;
    const std::vector<EthereumKey> keys_;
    genesis::RollupFiles files_;
    L2Node node_;
    const eth::RpcOptions options_;
    eth::EthBackend backend_;
    dev::DevChain dev_;
    const ExecutionMetrics metrics_;
    PublicServers servers_;
};

}  // namespace

void run_dev_node(const DevFlags& dev_flags, const L2Flags& flags) {
    start_logging(ROLE, flags.log);
    ShutdownSignal shutdown;
    if (!bip39_seed(dev_flags.mnemonic)) fail(ROLE, "--dev.mnemonic: too long");
    std::optional<config::FolderLock> lock;
    if (!flags.datadir.empty()) {
        value_or_fail(ROLE, config::make_folder(flags.datadir));
        lock.emplace(value_or_fail(ROLE, config::FolderLock::acquire(flags.datadir)));
    }
    StorageGuard guard(ROLE, shutdown);
    auto options = store_options(flags.store);
    options.in_memory = flags.datadir.empty();
    options.archive = true;
    options.on_error = guard.listener();
    DevNode node(dev_flags, flags, options);
    const auto monitoring = start_metrics(ROLE, flags.metrics, [] { return metrics::Health{}; });
    node.serve();
    node.print_summary();
    // Not before: a start that fails would wait for it.
    const auto setup = preload_kzg();
    shutdown.wait();
    log::info(ROLE, "stopping");
    node.stop();
    log::flush();
    guard.check();
}

void add_dev_flags(CLI::App& command, DevFlags& s) {
    command
        .add_option("--dev.period", s.period_s,
                    "Seconds between blocks; 0: a block for each transaction")
        ->capture_default_str()
        ->check(CLI::Range(std::uint64_t{0}, dev::PERIOD_MAX_S));
    command.add_flag("--dev.no-mining", s.no_mining, "Blocks only when asked for (evm_mine)");
    command.add_option("--dev.chainid", s.chain_id, "Chain id of a new chain")
        ->capture_default_str();
    command.add_option("--dev.gaslimit", s.gas_limit, "Gas limit of a new chain's blocks")
        ->capture_default_str();
    command.add_option("--dev.accounts", s.accounts, "Accounts that a new chain funds")
        ->capture_default_str()
        ->check(CLI::Range(1u, ACCOUNTS_MAX));
    command.add_option("--dev.balance", s.balance, "What each of them has, in DUSK")
        ->capture_default_str();
    command.add_option("--dev.mnemonic", s.mnemonic, "Where their keys come from");
}

void add_dev_command(CLI::App& app) {
    auto* command = app.add_subcommand(
        "dev",
        "Run a developer's chain: blocks at once, funded accounts, anvil's and Hardhat's "
        "methods");
    struct Settings {
        L2Flags node;
        DevFlags dev;
    };
    const auto settings = std::make_shared<Settings>();
    command->add_option("--datadir", settings->node.datadir,
                        "Folder of the chain; default: in memory");
    add_dev_flags(*command, settings->dev);
    add_l2_flags(*command, settings->node);
    command->callback([settings] {
        auto& listen = settings->node.listen;
        listen.ws_host = listen.http_host;
        listen.ws_port = listen.http_port;
        listen.ws_origins = listen.http_cors;
        run_dev_node(settings->dev, settings->node);
    });
}

}  // namespace dusk::cli
