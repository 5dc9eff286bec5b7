// duskevm dev, and duskevm execution --dev: a developer's chain in one process.
#include <algorithm>
#include <filesystem>

#include <boost/json.hpp>
#include <fmt/core.h>

#include <dusk/cli/commands.hpp>
#include <dusk/cli/dev_node.hpp>
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

std::vector<EthereumKey> keys_of(const DevSettings& settings) {
    std::vector<EthereumKey> keys;
    for (const auto& account : dev_accounts(settings.mnemonic, settings.accounts))
        keys.push_back(account.ethereum);
    return keys;
}

genesis::RollupFiles new_rollup(const DevSettings& settings, const std::vector<EthereumKey>& keys) {
    dev::DevGenesis decisions{.chain_id = settings.chain_id,
                              .timestamp = system_clock().now_s(),
                              .gas_limit = settings.gas_limit,
                              .accounts = {},
                              .balance = u256{settings.balance} * u256{1'000'000'000'000'000'000}};
    for (const auto& key : keys) decisions.accounts.push_back(key.address());
    return dev::make_dev_rollup(decisions, native_crypto());
}

/// The chain that the folder holds, or a new one.
genesis::RollupFiles chain_files(const DevSettings& settings,
                                 const std::vector<EthereumKey>& keys) {
    if (settings.datadir.empty()) return new_rollup(settings, keys);
    const auto genesis_path = settings.datadir + "/genesis.json";
    const auto rollup_path = settings.datadir + "/rollup.json";
    // Written last: its presence says that the other is there.
    if (std::filesystem::exists(rollup_path)) {
        genesis::RollupFiles files{
            .genesis = value_or_fail(ROLE, genesis::read_genesis(genesis_path)),
            .rollup = value_or_fail(ROLE, genesis::read_rollup_config(rollup_path))};
        if (files.genesis.chain_id != settings.chain_id)
            fail(ROLE, fmt::format("{} holds a chain with id {}", settings.datadir,
                                   files.genesis.chain_id));
        return files;
    }
    auto files = new_rollup(settings, keys);
    value_or_fail(ROLE,
                  config::write_file_atomic(genesis_path, genesis::format_genesis(files.genesis)));
    const auto rollup = genesis::rollup_config_json(files.rollup);
    value_or_fail(ROLE, config::write_file_atomic(rollup_path, boost::json::serialize(rollup)));
    return files;
}

class DevNode {
public:
    DevNode(const DevSettings& settings, const store::StoreOptions& store_options)
        : settings_(settings),
          keys_(keys_of(settings)),
          files_(chain_files(settings, keys_)),
          node_(files_.genesis,
                {.role = ROLE, .datadir = settings.datadir, .store = store_options}),
          options_(rpc_options()),
          backend_(node_.chain, node_.pool, options_, node_status()),
          dev_(node_.chain, node_.pool, files_.rollup, keys_,
               {.automine = settings.period_s == 0 && !settings.no_mining,
                .period_s = settings.period_s}) {
        files_.genesis.alloc.clear();  // in the store by now
        value_or_fail(ROLE, engine::feed_pool(node_.chain, node_.pool));
        node_.chain.on_head([](const engine::HeadEvent& event) {
            for (const auto& block : event.applied)
                log::debug(ROLE, "block {} {}", block.number, to_hex(block.hash));
        });
        value_or_fail(ROLE, dev_.start());
    }

    void serve() {
        servers_.start(settings_.listen, [this](const std::string& host, std::uint16_t port,
                                                rpc::ServeOptions options) {
            return start(host, port, std::move(options));
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
    static eth::RpcOptions rpc_options() {
        eth::RpcOptions options;
        options.client_version = std::string(dev::CLIENT_VERSION_PREFIX) + options.client_version;
        return options;
    }

    eth::NodeStatus node_status() {
        eth::NodeStatus status;
        status.data_folder = settings_.datadir;
        status.amend_state = [this](const Hash32& hash, std::unique_ptr<StateView> view) {
            return dev_.amend(hash, std::move(view));
        };
        return status;
    }

    std::unique_ptr<rpc::RpcServer> start(const std::string& host, std::uint16_t port,
                                          rpc::ServeOptions options) {
        rpc::MethodTable table;
        eth::add_all_methods(table, backend_);
        dev::add_dev_methods(table, dev_, options_.client_version);
        rpc::add_modules_method(table);
        http::ServerOptions server;
        server.host = host;
        server.port = port;
        return value_or_fail(ROLE,
                             rpc::serve(std::move(server), std::move(table), std::move(options)));
    }

    const DevSettings& settings_;
    const std::vector<EthereumKey> keys_;
    genesis::RollupFiles files_;
    L2Node node_;
    const eth::RpcOptions options_;
    eth::EthBackend backend_;
    dev::DevChain dev_;
    PublicServers servers_;
};

}  // namespace

void run_dev_node(const DevSettings& settings) {
    start_logging(ROLE, settings.log);
    ShutdownSignal shutdown;
    if (!bip39_seed(settings.mnemonic)) fail(ROLE, "--dev.mnemonic: too long");
    std::optional<config::FolderLock> lock;
    if (!settings.datadir.empty()) {
        value_or_fail(ROLE, config::make_folder(settings.datadir));
        lock.emplace(value_or_fail(ROLE, config::FolderLock::acquire(settings.datadir)));
    }
    StorageGuard guard(ROLE, shutdown);
    store::StoreOptions options;
    options.in_memory = settings.datadir.empty();
    options.archive = true;
    options.on_error = guard.listener();
    DevNode node(settings, options);
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

void add_dev_flags(CLI::App& command, DevSettings& s) {
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
    const auto settings = std::make_shared<DevSettings>();
    auto& s = *settings;
    command->add_option("--datadir", s.datadir, "Folder of the chain; default: in memory");
    command->add_option("--http.addr", s.listen.http_host, "Address of the server")
        ->capture_default_str();
    command
        ->add_option("--http.port", s.listen.http_port,
                     "Port of the server, HTTP and WebSocket; 0: any")
        ->capture_default_str();
    command
        ->add_option("--http.corsdomain", s.listen.http_cors, "Origins of web pages that may call")
        ->delimiter(',');
    command
        ->add_option("--http.vhosts", s.listen.http_vhosts,
                     "Host names that requests may name; *: any")
        ->delimiter(',')
        ->capture_default_str();
    add_dev_flags(*command, s);
    add_log_flags(*command, s.log);
    command->callback([settings] {
        auto& listen = settings->listen;
        listen.ws_host = listen.http_host;
        listen.ws_port = listen.http_port;
        listen.ws_origins = listen.http_cors;
        run_dev_node(*settings);
    });
}

}  // namespace dusk::cli
