// duskevm duskds: a DuskDS node with its HTTP interface.
#include <thread>

#include <dusk/cli/commands.hpp>
#include <dusk/cli/key_flags.hpp>
#include <dusk/cli/role.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/clock/shutdown.hpp>
#include <dusk/platform/config/files.hpp>
#include <dusk/platform/log/log.hpp>
#include <dusk/settlement/api/api.hpp>
#include <dusk/settlement/ledger/base58.hpp>
#include <dusk/settlement/node/genesis.hpp>

namespace dusk::cli {
namespace {

constexpr std::string_view ROLE = "duskds";

struct Settings {
    std::string datadir;
    std::string genesis;
    std::string consensus_key;
    std::string http_host = "127.0.0.1";
    std::uint16_t http_port = 8080;
    std::vector<std::string> cors;
    std::uint64_t block_time_ms = 10'000;
    bool blob_archive = false;
    std::uint64_t blob_expire_after = 86'400;
    std::size_t mempool_capacity = 10'000;
    std::uint64_t min_gas_limit = 75'000;
    bool dev = false;
    LogFlags log;
    MetricsFlags metrics;
};

settlement::NodeConfig node_config(const Settings& settings) {
    settlement::NodeConfig config;
    config.chain.path = settings.datadir + "/ledger";
    config.chain.genesis = value_or_fail(ROLE, settlement::read_genesis(settings.genesis));
    config.chain.blob_expire_after = settings.blob_archive ? 0 : settings.blob_expire_after;
    config.mempool.capacity = settings.mempool_capacity;
    config.mempool.min_gas_limit = settings.min_gas_limit;
    config.block_time_ms = settings.block_time_ms;
    config.build_lead_ms = std::min<std::uint64_t>(settings.block_time_ms / 4, 3'000);
    if (!settings.consensus_key.empty())
        config.consensus_key = moonlight_key(ROLE, settings.consensus_key);
    return config;
}

void run(const Settings& settings) {
    start_logging(ROLE, settings.log);
    ShutdownSignal shutdown;
    value_or_fail(ROLE, config::make_folder(settings.datadir));
    const auto lock = value_or_fail(ROLE, config::FolderLock::acquire(settings.datadir));
    const auto setup = preload_kzg();

    auto node = value_or_fail(ROLE, settlement::Node::open(node_config(settings), system_clock()));
    settlement::api::ApiOptions options;
    options.server.host = settings.http_host;
    options.server.port = settings.http_port;
    options.cors.origins = settings.cors;
    options.allow_revert = settings.dev;
    auto api = value_or_fail(ROLE, settlement::api::Api::start(*node, options));
    const auto metrics_server = start_metrics(ROLE, settings.metrics, [&] {
        return metrics::Health{node->healthy(), node->healthy() ? "" : "the ledger failed"};
    });
    const auto tip = node->chain().tip().header;
    log::info(
        "duskds", "serving",
        {{"url", api->url()},
         {"height", tip.height},
         {"state_root", to_hex(tip.state_hash)},
         {"block_time_ms", settings.block_time_ms},
         {"provisioner", node->config().consensus_key
                             ? settlement::to_base58(node->config().consensus_key->public_key())
                             : std::string("none")}});
    node->start();
    shutdown.wait();
    log::info("duskds", "stopping");
    api->stop();
    node->stop();
    log::flush();
}

}  // namespace

void add_duskds_command(CLI::App& app) {
    auto* command = app.add_subcommand("duskds", "Run a DuskDS node (settlement layer)");
    const auto settings = std::make_shared<Settings>();
    auto& s = *settings;
    command->add_option("--datadir", s.datadir, "Folder of the ledger")->required();
    command->add_option("--genesis", s.genesis, "Genesis file (JSON)")->required();
    command->add_option("--consensus.key", s.consensus_key,
                        "File with the provisioner's secret key, 32 bytes hex; without it the node "
                        "makes no blocks");
    command->add_option("--http.addr", s.http_host, "Address of the HTTP interface")
        ->capture_default_str();
    command->add_option("--http.port", s.http_port, "Port of the HTTP interface; 0: any")
        ->capture_default_str();
    command->add_option("--http.corsdomain", s.cors, "Origins of web pages that may call")
        ->delimiter(',');
    command->add_option("--block-time-ms", s.block_time_ms, "Time between blocks")
        ->capture_default_str()
        ->check(CLI::Range(1'000, 600'000));
    command->add_flag("--blob.archive", s.blob_archive, "Keep blobs for ever");
    command->add_option("--blob.expire-after", s.blob_expire_after, "Blocks that blobs are kept")
        ->capture_default_str();
    command->add_option("--mempool.capacity", s.mempool_capacity, "Waiting transactions at most")
        ->capture_default_str();
    command
        ->add_option("--mempool.min-gas-limit", s.min_gas_limit,
                     "Lowest gas limit of a transaction that is taken")
        ->capture_default_str();
    command->add_flag("--dev", s.dev, "Development network: allow /on/node/revert");
    add_log_flags(*command, s.log);
    add_metrics_flags(*command, s.metrics, 7300);
    command->callback([settings] { run(*settings); });
}

}  // namespace dusk::cli
