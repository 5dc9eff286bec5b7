// duskevm execution: the execution node, for our rollup node or a foreign one. Flags are op-geth's.
#include <atomic>

#include <dusk/cli/commands.hpp>
#include <dusk/cli/dev_node.hpp>
#include <dusk/cli/environment.hpp>
#include <dusk/cli/execution_metrics.hpp>
#include <dusk/cli/l2_flags.hpp>
#include <dusk/cli/rpc_options.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/chain/pool_feed.hpp>
#include <dusk/node/engine/engine_methods.hpp>
#include <dusk/node/rpc/inspect/operator_methods.hpp>
#include <dusk/node/rpc/methods.hpp>
#include <dusk/platform/config/files.hpp>
#include <dusk/platform/log/log.hpp>
#include <dusk/platform/rpc/server.hpp>

namespace dusk::cli {
namespace {

constexpr std::string_view ROLE = "execution";
/// Payloads carry whole blocks.
constexpr std::size_t ENGINE_BODY_SIZE_MAX = 64 * 1024 * 1024;

struct Settings {
    L2Flags node{.http_api = {"eth", "net", "web3", "txpool", "debug"}};
    /// None: as over HTTP.
    std::vector<std::string> ws_api;
    std::string genesis;
    std::string auth_host = "127.0.0.1";
    std::uint16_t auth_port = 8551;
    std::string jwt_secret;
    bool is_dev = false;
    DevFlags dev;
};

struct BlockSummary {
    std::size_t txn_count = 0;
    std::uint64_t gas_used = 0;
};

/// From memory where the block was inserted lately.
std::optional<BlockSummary> summarize(const engine::Chain& chain, const engine::BlockRef& block) {
    if (const auto recent = chain.recent(block.hash))
        return BlockSummary{recent->txn_count, recent->gas_used};
    const auto header = chain.store().header(block.hash);
    const auto body = chain.store().body(block.hash);
    if (!header || !*header || !body || !*body) return std::nullopt;
    return BlockSummary{(*body)->transactions.size(), (*header)->gas_used};
}

/// One line a block, and the counters of go-ethereum.
void report_heads(engine::Chain& chain) {
    auto& registry = metrics::registry();
    const auto reorgs = registry.counter("chain_reorg_executes", "Reorganisations of the chain");
    const auto dropped = registry.counter("chain_reorg_drop", "Blocks that reorganisations left");
    const auto added = registry.counter("chain_reorg_add", "Blocks that reorganisations brought");
    const auto gas = registry.counter("chain_gas_used_total", "Gas of canonical blocks");
    chain.on_head([=, &chain](const engine::HeadEvent& event) {
        if (!event.reverted.empty()) {
            reorgs.increment();
            dropped.increment(static_cast<double>(event.reverted.size()));
            added.increment(static_cast<double>(event.applied.size()));
            log::warn(ROLE, "chain reorganised",
                      {{"reverted", event.reverted.size()}, {"applied", event.applied.size()}});
        }
        for (const auto& block : event.applied) {
            const auto summary = summarize(chain, block);
            if (!summary) continue;
            gas.increment(static_cast<double>(summary->gas_used));
            log::info(ROLE, "block",
                      {{"number", block.number},
                       {"hash", to_hex(block.hash)},
                       {"txns", summary->txn_count},
                       {"gas_used", summary->gas_used}});
        }
    });
}

class Execution {
public:
    Execution(const Settings& settings, const store::StoreOptions& store_options)
        : settings_(settings),
          flags_(settings.node),
          node_(value_or_fail(ROLE, genesis::read_genesis(settings.genesis)),
                node_options(ROLE, flags_, store_options)),
          engine_(node_.chain, node_.pool),
          backend_(node_.chain, node_.pool, flags_.rpc_options,
                   eth::NodeStatus{.syncing = {}, .peer_count = {}, .data_folder = flags_.datadir}),
          metrics_(flags_.metrics, node_.chain, node_.pool, flags_.datadir) {
        value_or_fail(ROLE, engine::feed_pool(node_.chain, node_.pool));
        report_heads(node_.chain);
    }

    /// Whether all servers answer.
    metrics::Health ready() const {
        if (serving_) return {};
        return {.ok = false, .detail = "starting"};
    }

    void serve() {
        start_engine();
        public_servers_.start(flags_.listen, [this](const std::string& host, std::uint16_t port,
                                                    rpc::ServeOptions options) {
            options.observer = metrics_.calls();
            auto table = public_table(options.http_enabled ? flags_.http_api : ws_api());
            return serve_public(ROLE, flags_.rpc, host, port, std::move(table), std::move(options));
        });
        serving_ = true;
        log::info(ROLE, "serving",
                  {{"chain_id", node_.config.chain_id},
                   {"genesis", to_hex(node_.store->genesis_block().hash)},
                   {"head", node_.store->head().number},
                   {"http", public_servers_.http_url()},
                   {"ws", public_servers_.ws_url()},
                   {"engine", engine_server_->url()}});
    }

    void stop() {
        public_servers_.stop();
        if (engine_server_) engine_server_->stop();
    }

private:
    const std::vector<std::string>& ws_api() const {
        return settings_.ws_api.empty() ? flags_.http_api : settings_.ws_api;
    }

    rpc::MethodTable public_table(const std::vector<std::string>& spaces) {
        rpc::MethodTable table;
        eth::add_all_methods(table, backend_);
        engine::add_miner_methods(table, engine_);
        return table.only(spaces);
    }

    /// The rollup node is no client that could ask for too much: no limits of calls.
    void start_engine() {
        const auto secret_path =
            settings_.jwt_secret.empty() ? flags_.datadir + "/jwt.hex" : settings_.jwt_secret;
        const auto secret = value_or_fail(ROLE, jwt::load_or_create(secret_path));
        rpc::MethodTable table;
        engine::add_engine_methods(table, engine_);
        engine::add_miner_methods(table, engine_);
        eth::add_all_methods(table, backend_);
        eth::add_operator_methods(table, backend_, node_.chain);
        rpc::add_modules_method(table);
        auto server = server_options(flags_.rpc, settings_.auth_host, settings_.auth_port);
        server.body_size_max = ENGINE_BODY_SIZE_MAX;
        rpc::ServeOptions options{.vhosts = {"*"}, .jwt_secret = secret};
        options.observer = metrics_.calls();
        engine_server_ =
            value_or_fail(ROLE, rpc::serve(server, std::move(table), std::move(options)));
    }

    const Settings& settings_;
    const L2Flags& flags_;
    L2Node node_;
    engine::Engine engine_;
    eth::EthBackend backend_;
    const ExecutionMetrics metrics_;
    std::atomic<bool> serving_ = false;
    std::unique_ptr<rpc::RpcServer> engine_server_;
    PublicServers public_servers_;
};

void run(const Settings& settings) {
    const auto& flags = settings.node;
    if (flags.datadir.empty() || settings.genesis.empty())
        fail(ROLE, "--datadir and --genesis are required");
    if (!settings.ws_api.empty() && flags.listen.is_shared())
        fail(ROLE, "--ws.api needs a port of its own: --ws.port");
    start_logging(ROLE, flags.log);
    ShutdownSignal shutdown;
    value_or_fail(ROLE, config::make_folder(flags.datadir));
    const auto lock = value_or_fail(ROLE, config::FolderLock::acquire(flags.datadir));
    StorageGuard guard(ROLE, shutdown);
    auto options = store_options(flags.store);
    options.on_error = guard.listener();
    Execution execution(settings, options);
    const auto monitoring = start_metrics(
        ROLE, flags.metrics, [] { return metrics::Health{}; },
        [&execution] { return execution.ready(); });
    execution.serve();
    // Not before: a start that fails would wait for it.
    const auto setup = preload_kzg();
    shutdown.wait();
    log::info(ROLE, "stopping");
    execution.stop();
    log::flush();
    guard.check();
}

}  // namespace

void add_execution_command(CLI::App& app) {
    auto* command =
        app.add_subcommand("execution", "Run an execution node, driven over the Engine API");
    const auto settings = std::make_shared<Settings>();
    auto& s = *settings;
    command->add_option("--datadir", s.node.datadir,
                        "Folder of the chain; required but with --dev");
    const auto dev = command->add_flag(
        "--dev", s.is_dev, "A developer's chain instead: makes its own blocks, as duskevm dev");
    command
        ->add_option("--genesis", s.genesis, "genesis.json of the chain; required but with --dev")
        ->excludes(dev);
    add_dev_flags(*command, s.dev);
    add_l2_flags(*command, s.node);
    add_sequencer_flags(*command, s.node.rpc_options, dev);
    command
        ->add_flag("--http", s.node.listen.http_enabled,
                   "Serve JSON-RPC over HTTP; --http=false: not")
        ->default_str("true")
        ->excludes(dev);
    command->add_flag("--ws", s.node.listen.ws_enabled, "The same over WebSocket; --ws=false: not")
        ->default_str("true")
        ->excludes(dev);
    command->add_option("--ws.addr", s.node.listen.ws_host, "Address of the WebSocket server")
        ->capture_default_str();
    command
        ->add_option("--ws.port", s.node.listen.ws_port,
                     "Port of the WebSocket server; equal to --http.port: one server for both")
        ->capture_default_str();
    command
        ->add_option("--ws.api", s.ws_api,
                     "Namespaces offered over WebSocket, which needs a port of its own then; "
                     "default: those of --http.api")
        ->delimiter(',')
        ->excludes(dev);
    command
        ->add_option("--ws.origins", s.node.listen.ws_origins,
                     "Origins of web pages that may connect")
        ->delimiter(',');
    command->add_option("--authrpc.addr", s.auth_host, "Address of the Engine API")
        ->capture_default_str()
        ->excludes(dev);
    command->add_option("--authrpc.port", s.auth_port, "Port of the Engine API; 0: any")
        ->capture_default_str()
        ->excludes(dev);
    command
        ->add_option("--authrpc.jwtsecret", s.jwt_secret,
                     "File of the Engine API's secret; default: jwt.hex in the data folder")
        ->excludes(dev);
    add_environment(*command, "GETH");
    command->callback([command, settings] {
        if (!settings->is_dev) return run(*settings);
        if (command->count("--http.api") == 0) settings->node.http_api.clear();
        run_dev_node(settings->dev, settings->node);
    });
}

}  // namespace dusk::cli
