// duskevm execution: the execution node, for our rollup node or a foreign one. Flags are op-geth's.
#include <atomic>

#include <dusk/cli/commands.hpp>
#include <dusk/cli/dev_node.hpp>
#include <dusk/cli/evm_flags.hpp>
#include <dusk/cli/execution_metrics.hpp>
#include <dusk/cli/l2_node.hpp>
#include <dusk/cli/role.hpp>
#include <dusk/cli/rpc_flags.hpp>
#include <dusk/cli/rpc_options.hpp>
#include <dusk/cli/store_flags.hpp>
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
    std::string datadir;
    std::string genesis;
    ListenSettings listen;
    std::vector<std::string> http_api = {"eth", "net", "web3", "txpool", "debug"};
    std::string auth_host = "127.0.0.1";
    std::uint16_t auth_port = 8551;
    std::string jwt_secret;
    StoreFlags store;
    RpcFlags rpc;
    eth::RpcOptions rpc_options;
    pool::PoolLimits pool;
    bool no_locals = false;
    std::string journal = "transactions.rlp";
    parallel::ProcessorOptions execution;
    bool is_dev = false;
    DevSettings dev;
    LogFlags log;
    MetricsFlags metrics;
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
          node_(value_or_fail(ROLE, genesis::read_genesis(settings.genesis)),
                {.role = ROLE,
                 .datadir = settings.datadir,
                 .store = store_options,
                 .pool = settings.pool,
                 .execution = settings.execution}),
          engine_(node_.chain, node_.pool),
          backend_(
              node_.chain, node_.pool, settings.rpc_options,
              eth::NodeStatus{.syncing = {}, .peer_count = {}, .data_folder = settings.datadir}) {
        value_or_fail(ROLE, engine::feed_pool(node_.chain, node_.pool));
        report_heads(node_.chain);
        if (settings.metrics.enabled || log::enabled(log::Level::debug, "rpc"))
            calls_ = std::make_shared<ExecutionCalls>(metrics::registry());
        if (settings.metrics.enabled)
            metrics_ = add_execution_metrics(metrics::registry(), node_.chain, node_.pool,
                                             settings.datadir + "/chaindata");
    }

    /// Whether all servers answer.
    metrics::Health ready() const {
        if (serving_) return {};
        return {.ok = false, .detail = "starting"};
    }

    void serve() {
        const auto secret_path =
            settings_.jwt_secret.empty() ? settings_.datadir + "/jwt.hex" : settings_.jwt_secret;
        const auto secret = value_or_fail(ROLE, jwt::load_or_create(secret_path));
        rpc::MethodTable engine_table;
        engine::add_engine_methods(engine_table, engine_);
        engine::add_miner_methods(engine_table, engine_);
        eth::add_all_methods(engine_table, backend_);
        eth::add_operator_methods(engine_table, backend_, node_.chain);
        engine_server_ = start(settings_.auth_host, settings_.auth_port, std::move(engine_table),
                               {.vhosts = {"*"}, .jwt_secret = secret}, ENGINE_BODY_SIZE_MAX);

        public_servers_.start(settings_.listen, [this](const std::string& host, std::uint16_t port,
                                                       rpc::ServeOptions options) {
            return start(host, port, public_table(), std::move(options));
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
    rpc::MethodTable public_table() {
        rpc::MethodTable table;
        eth::add_all_methods(table, backend_);
        engine::add_miner_methods(table, engine_);
        return table.only(settings_.http_api);
    }

    std::unique_ptr<rpc::RpcServer> start(const std::string& host, std::uint16_t port,
                                          rpc::MethodTable table, rpc::ServeOptions options,
                                          std::size_t body_size_max = 0) {
        rpc::add_modules_method(table);
        auto server = server_options(settings_.rpc, host, port);
        if (body_size_max > 0) server.body_size_max = body_size_max;
        // The rollup node is no client that could ask for too much.
        if (!options.jwt_secret) set_limits(settings_.rpc, options);
        options.observer = calls_;
        return value_or_fail(ROLE, rpc::serve(server, std::move(table), std::move(options)));
    }

    const Settings& settings_;
    L2Node node_;
    engine::Engine engine_;
    eth::EthBackend backend_;
    std::shared_ptr<ExecutionCalls> calls_;  ///< shared by the servers
    std::shared_ptr<void> metrics_;
    std::atomic<bool> serving_ = false;
    std::unique_ptr<rpc::RpcServer> engine_server_;
    PublicServers public_servers_;
};

void run_dev(Settings& settings) {
    if (!settings.genesis.empty()) fail(ROLE, "--dev makes its own genesis: leave --genesis out");
    auto& dev = settings.dev;
    dev.datadir = settings.datadir;
    dev.listen = settings.listen;
    dev.log = settings.log;
    run_dev_node(dev);
}

void run(const Settings& settings) {
    if (settings.datadir.empty() || settings.genesis.empty())
        fail(ROLE, "--datadir and --genesis are required");
    start_logging(ROLE, settings.log);
    ShutdownSignal shutdown;
    value_or_fail(ROLE, config::make_folder(settings.datadir));
    const auto lock = value_or_fail(ROLE, config::FolderLock::acquire(settings.datadir));
    StorageGuard guard(ROLE, shutdown);
    auto options = store_options(settings.store);
    options.on_error = guard.listener();
    Execution execution(settings, options);
    const auto monitoring = start_metrics(
        ROLE, settings.metrics, [] { return metrics::Health{}; },
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
    command->add_option("--datadir", s.datadir, "Folder of the chain; required but with --dev");
    command->add_option("--genesis", s.genesis,
                        "genesis.json of the chain; required but with --dev");
    command->add_flag("--dev", s.is_dev,
                      "A developer's chain instead: makes its own blocks, as duskevm dev");
    add_dev_flags(*command, s.dev);
    command->add_option("--http.addr", s.listen.http_host, "Address of the JSON-RPC server")
        ->capture_default_str();
    command->add_option("--http.port", s.listen.http_port, "Port of the JSON-RPC server; 0: any")
        ->capture_default_str();
    command
        ->add_option("--http.corsdomain", s.listen.http_cors, "Origins of web pages that may call")
        ->delimiter(',');
    command->add_option("--http.api", s.http_api, "Namespaces offered over HTTP and WebSocket")
        ->delimiter(',')
        ->capture_default_str();
    command
        ->add_option("--http.vhosts", s.listen.http_vhosts,
                     "Host names that requests may name; *: any")
        ->delimiter(',')
        ->capture_default_str();
    command->add_option("--ws.addr", s.listen.ws_host, "Address of the WebSocket server")
        ->capture_default_str();
    command
        ->add_option("--ws.port", s.listen.ws_port,
                     "Port of the WebSocket server; equal to --http.port: one server for both")
        ->capture_default_str();
    command
        ->add_option("--ws.origins", s.listen.ws_origins, "Origins of web pages that may connect")
        ->delimiter(',');
    command->add_option("--authrpc.addr", s.auth_host, "Address of the Engine API")
        ->capture_default_str();
    command->add_option("--authrpc.port", s.auth_port, "Port of the Engine API; 0: any")
        ->capture_default_str();
    command->add_option("--authrpc.jwtsecret", s.jwt_secret,
                        "File of the Engine API's secret; default: jwt.hex in the data folder");
    add_store_flags(*command, s.store);
    add_evm_flags(*command);
    add_rpc_flags(*command, s.rpc);
    add_rpc_option_flags(*command, s.rpc_options);
    command->add_flag("--execution.parallel", s.execution.parallel,
                      "Execute the transactions of an imported block at once");
    command
        ->add_option("--execution.threads", s.execution.threads,
                     "Threads that help to import a block, beside the one that has it")
        ->capture_default_str()
        ->check(CLI::Range(0, 64));
    command
        ->add_option("--txpool.globalslots", s.pool.global_slots,
                     "Executable transactions of all senders")
        ->capture_default_str();
    command
        ->add_option("--txpool.accountslots", s.pool.account_slots,
                     "Executable transactions that a sender has for sure")
        ->capture_default_str();
    command
        ->add_option("--txpool.globalqueue", s.pool.global_queue,
                     "Transactions behind a nonce gap, of all senders")
        ->capture_default_str();
    command
        ->add_option("--txpool.accountqueue", s.pool.account_queue,
                     "Transactions behind a nonce gap, of one sender")
        ->capture_default_str();
    command
        ->add_option("--txpool.journal", s.journal,
                     "Empty: the pool is forgotten at the end. The journal is in the database, "
                     "whatever the name")
        ->capture_default_str();
    command
        ->add_option("--txpool.rejournal", s.pool.rejournal_s,
                     "Seconds between two cleanings of the journal")
        ->capture_default_str();
    command->add_flag("--txpool.nolocals", s.no_locals, "As --txpool.journal with an empty name");
    command->add_option("--txpool.pricelimit", s.pool.price_limit_wei, "Least priority fee (wei)")
        ->capture_default_str();
    command
        ->add_option("--txpool.pricebump", s.pool.price_bump_percent,
                     "Percent by which a replacement must pay more")
        ->capture_default_str();
    command
        ->add_option("--txpool.lifetime", s.pool.lifetime_s,
                     "Seconds a transaction may wait behind a nonce gap")
        ->capture_default_str();
    add_log_flags(*command, s.log);
    add_metrics_flags(*command, s.metrics, 6060);
    command->callback([settings] {
        settings->pool.journal = !settings->no_locals && !settings->journal.empty();
        if (settings->is_dev)
            run_dev(*settings);
        else
            run(*settings);
    });
}

}  // namespace dusk::cli
