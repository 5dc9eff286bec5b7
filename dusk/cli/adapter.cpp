// duskevm adapter: DuskDS as an Ethereum L1, JSON-RPC and Beacon API.
#include <optional>

#include <CLI/CLI.hpp>

#include <dusk/adapter/adapter.hpp>
#include <dusk/adapter/http_source.hpp>
#include <dusk/cli/commands.hpp>
#include <dusk/cli/key_flags.hpp>
#include <dusk/cli/role.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/clock/shutdown.hpp>
#include <dusk/platform/config/files.hpp>
#include <dusk/platform/crypto/dusk_bls.hpp>
#include <dusk/platform/log/log.hpp>
#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/contracts/evm_tx_router.hpp>

namespace dusk::cli {
namespace {

constexpr std::string_view ROLE = "adapter";

struct Settings {
    std::string duskds = "http://127.0.0.1:8080";
    std::string datadir;
    std::string relayer_key;
    std::string rpc_host = "127.0.0.1";
    std::uint16_t rpc_port = 8645;
    std::vector<std::string> rpc_cors;
    std::vector<std::string> rpc_vhosts = {"localhost"};
    std::vector<std::string> ws_origins;
    std::string beacon_host = "127.0.0.1";
    std::uint16_t beacon_port = 5052;
    std::optional<std::uint64_t> l1_chain_id;
    std::uint64_t anchor_height = 0;
    std::string anchor_parent_hash;
    std::vector<std::string> pinned;
    bool is_prague = false;
    std::uint64_t gas_price_lux = 1;
    std::uint64_t poll_ms = 200;
    LogFlags log;
    MetricsFlags metrics;
};

/// "<contract id>=<address>"
settlement::ethview::PinnedAddress parse_pin(const std::string& text) {
    const auto equals = text.find('=');
    const auto contract = fixed_from_hex<32>(text.substr(0, equals));
    const auto address = equals == std::string::npos ? std::unexpected(HexError::empty)
                                                     : fixed_from_hex<20>(text.substr(equals + 1));
    if (!contract || !address) fail(ROLE, "--pin: expected <contract id>=<address>, not " + text);
    return {*contract, *address};
}

/// What the network says of itself, asked until it answers or the program is stopped.
struct Network {
    std::uint8_t dusk_chain_id = 0;
    std::uint64_t l1_chain_id = 0;
    settlement::BlobSchedule blobs{};
};

adapter::Sourced<Network> ask_network(adapter::HttpDuskSource& source) {
    namespace router = settlement::router;
    Network network;
    DUSK_TRY(dusk_chain_id, source.chain_id());
    DUSK_TRY(chain_id,
             source.query(settlement::EVM_TX_ROUTER_ID, router::L1_CHAIN_ID_METHOD, {}, {}));
    DUSK_TRY(blobs,
             source.query(settlement::EVM_TX_ROUTER_ID, router::BLOB_SCHEDULE_METHOD, {}, {}));
    if (chain_id.size() != 8 || blobs.size() != 24)
        return std::unexpected(adapter::SourceError{true, "malformed router parameters"});
    network.dusk_chain_id = dusk_chain_id;
    network.l1_chain_id = load_le<std::uint64_t>(chain_id);
    const BytesView fields{blobs};
    network.blobs = {.target_blobs = load_le<std::uint64_t>(fields),
                     .max_blobs = load_le<std::uint64_t>(fields.subspan(8)),
                     .base_fee_update_fraction = load_le<std::uint64_t>(fields.subspan(16))};
    return network;
}

Network wait_for_network(adapter::HttpDuskSource& source, const ShutdownSignal& shutdown) {
    for (bool said = false;;) {
        auto network = ask_network(source);
        if (network) return *network;
        if (network.error().is_refusal) fail(ROLE, "DuskDS: " + network.error().message);
        if (!said) log::info(ROLE, "waiting for DuskDS", {{"reason", network.error().message}});
        said = true;
        if (shutdown.wait_for(std::chrono::milliseconds{500})) throw CLI::RuntimeError(0);
    }
}

adapter::AdapterConfig make_config(const Settings& settings, const Network& network) {
    adapter::AdapterConfig config;
    config.view.l1_chain_id = network.l1_chain_id;
    config.view.blob_schedule = network.blobs;
    config.view.is_prague = settings.is_prague;
    if (!settings.anchor_parent_hash.empty()) {
        const auto hash = fixed_from_hex<32>(settings.anchor_parent_hash);
        if (!hash) fail(ROLE, "--anchor.parent-hash: expected 32 bytes of hex");
        config.view.anchor_parent_hash = *hash;
    }
    for (const auto& pin : settings.pinned) config.view.pinned_addresses.push_back(parse_pin(pin));
    config.first_height = settings.anchor_height;
    config.dusk_chain_id = network.dusk_chain_id;
    config.relay_gas_price_lux = settings.gas_price_lux;
    config.data_dir = settings.datadir + "/view";
    config.rpc.host = settings.rpc_host;
    config.rpc.port = settings.rpc_port;
    config.beacon.host = settings.beacon_host;
    config.beacon.port = settings.beacon_port;
    config.serve.cors_domains = settings.rpc_cors;
    config.serve.vhosts = settings.rpc_vhosts;
    config.serve.ws_origins = settings.ws_origins;
    config.poll = std::chrono::milliseconds{settings.poll_ms};
    return config;
}

void run(const Settings& settings) {
    start_logging(ROLE, settings.log);
    ShutdownSignal shutdown;
    value_or_fail(ROLE, config::make_folder(settings.datadir));
    const auto lock = value_or_fail(ROLE, config::FolderLock::acquire(settings.datadir));
    const auto relayer = moonlight_key(ROLE, settings.relayer_key);
    const auto metrics_server =
        start_metrics(ROLE, settings.metrics, [] { return metrics::Health{true, ""}; });

    const auto setup = preload_kzg();
    adapter::HttpDuskSource source(settings.duskds);
    const auto network = wait_for_network(source, shutdown);
    if (settings.l1_chain_id && *settings.l1_chain_id != network.l1_chain_id)
        fail(ROLE, "the network's L1 chain id is " + std::to_string(network.l1_chain_id));
    const auto running = value_or_fail(
        ROLE, adapter::Adapter::start(make_config(settings, network), source, relayer));
    log::info(ROLE, "serving",
              {{"rpc", running->rpc_url()},
               {"beacon", running->beacon_url()},
               {"l1_chain_id", network.l1_chain_id}});
    shutdown.wait();
    log::info(ROLE, "stopping");
    running->stop();
    log::flush();
}

void add_view_options(CLI::App& command, Settings& s) {
    command.add_option("--l1-chain-id", s.l1_chain_id,
                       "L1 chain id that the network must have; default: whatever it says");
    command.add_option("--anchor.height", s.anchor_height, "First DuskDS block of the view")
        ->capture_default_str();
    command.add_option("--anchor.parent-hash", s.anchor_parent_hash,
                       "parentHash of the first view block; default: zero");
    command
        .add_option("--pin", s.pinned,
                    "<contract id>=<address>: an address that a contract keeps in the view")
        ->delimiter(',');
    command.add_flag("--view.prague", s.is_prague, "Headers as at Prague instead of Cancun");
}

void add_server_options(CLI::App& command, Settings& s) {
    command.add_option("--rpc.addr", s.rpc_host, "Address of the L1 JSON-RPC, HTTP and WebSocket")
        ->capture_default_str();
    command.add_option("--rpc.port", s.rpc_port, "Its port; 0: any")->capture_default_str();
    command.add_option("--rpc.corsdomain", s.rpc_cors, "Origins of web pages that may call")
        ->delimiter(',');
    command.add_option("--rpc.vhosts", s.rpc_vhosts, "Host names that requests may use; * for all")
        ->delimiter(',')
        ->capture_default_str();
    command.add_option("--ws.origins", s.ws_origins, "Origins that may open a WebSocket")
        ->delimiter(',');
    command.add_option("--beacon.addr", s.beacon_host, "Address of the Beacon API")
        ->capture_default_str();
    command.add_option("--beacon.port", s.beacon_port, "Its port; 0: any")->capture_default_str();
}

}  // namespace

void add_adapter_command(CLI::App& app) {
    auto* command = app.add_subcommand("adapter", "Serve DuskDS as an Ethereum L1");
    const auto settings = std::make_shared<Settings>();
    auto& s = *settings;
    command->add_option("--duskds", s.duskds, "URL of a DuskDS node")->capture_default_str();
    command->add_option("--datadir", s.datadir, "Folder of view, blobs and queue")->required();
    command
        ->add_option("--relayer.key", s.relayer_key,
                     "File with the Moonlight account that pays for relayed transactions")
        ->required();
    command->add_option("--relayer.gas-price", s.gas_price_lux, "LUX per gas of its transactions")
        ->capture_default_str();
    command->add_option("--poll-ms", s.poll_ms, "How often DuskDS is asked")->capture_default_str();
    add_server_options(*command, s);
    add_view_options(*command, s);
    add_log_flags(*command, s.log);
    add_metrics_flags(*command, s.metrics, 7305);
    command->callback([settings] { run(*settings); });
}

}  // namespace dusk::cli
