// duskevm devnet: DuskDS, the adapter, the execution node, the rollup node and the batcher on this
// machine, one process each, under one command.
#include <algorithm>
#include <functional>

#include <boost/json.hpp>
#include <fmt/core.h>

#include <dusk/cli/commands.hpp>
#include <dusk/cli/devnet_files.hpp>
#include <dusk/cli/devnet_options.hpp>
#include <dusk/cli/l1_start.hpp>
#include <dusk/cli/role.hpp>
#include <dusk/cli/supervisor.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/clock/clock.hpp>
#include <dusk/platform/clock/shutdown.hpp>
#include <dusk/platform/config/files.hpp>
#include <dusk/platform/log/log.hpp>
#include <dusk/platform/rpc/client.hpp>
#include <dusk/settlement/client/client.hpp>
#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/ledger/base58.hpp>

namespace dusk::cli {
namespace {

namespace json = boost::json;
using Arguments = std::vector<std::string>;

constexpr std::string_view ROLE = "devnet";
constexpr std::chrono::seconds START_PATIENCE{60};
/// Of one question whether a part is there; a stranger on its port may never answer.
constexpr std::chrono::milliseconds PROBE_PATIENCE{1'000};

class Devnet {
public:
    explicit Devnet(DevnetOptions options)
        : options_(std::move(options)),
          files_(options_.datadir),
          supervisor_([this] { write_summary(); }) {}

    void run() {
        ShutdownSignal shutdown;
        value_or_fail(ROLE, config::make_folder(files_.root));
        const auto lock = value_or_fail(ROLE, config::FolderLock::acquire(files_.root));
        check(prepare_l1_files(files_, options_, system_clock().now_s() - options_.genesis_age_s));
        const bool started = start_all(shutdown);
        if (started) {
            ready_ = true;
            write_summary();
            print_summary();
        }
        while (started && !shutdown.wait_for(std::chrono::milliseconds{100})) supervisor_.tend();
        log::info(ROLE, "stopping");
        supervisor_.stop();
        log::flush();
    }

private:
    void check(std::expected<void, std::string> result) {
        if (result) return;
        supervisor_.stop();
        fail(ROLE, result.error());
    }

    std::string port(std::uint16_t base) const {
        return std::to_string(base + options_.port_offset);
    }
    std::string url(std::uint16_t base) const {
        return loopback_url(static_cast<std::uint16_t>(base + options_.port_offset));
    }

    void start(const std::string& name, Arguments arguments) {
        // One line a block: the rollup node's, not the execution node's as well.
        const bool quiet = arguments.front() == "execution" && options_.log_level == "info";
        arguments.insert(arguments.end(), {"--log.level", quiet ? "warn" : options_.log_level});
        if (options_.json) arguments.emplace_back("--log.json");
        check(supervisor_.start(name, std::move(arguments)));
    }

    /// Until `probe` succeeds. False: the user wants to stop.
    bool wait_until(const ShutdownSignal& shutdown, const std::string& what,
                    const std::function<bool()>& probe) {
        const auto deadline = std::chrono::steady_clock::now() + START_PATIENCE;
        while (!probe()) {
            if (const auto* ended = supervisor_.first_ended())
                check(std::unexpected(*ended + " did not start; its last words are above"));
            if (std::chrono::steady_clock::now() > deadline)
                check(std::unexpected(what + " does not answer"));
            if (shutdown.wait_for(std::chrono::milliseconds{30})) return false;
        }
        return true;
    }

    bool rpc_answers(std::uint16_t base, std::string_view method) {
        rpc::Client client(url(base), {.timeout = PROBE_PATIENCE, .retries = 0});
        return client.call(method, {}).has_value();
    }

    bool start_all(const ShutdownSignal& shutdown) {
        const auto& ports = options_.ports;
        start("duskds",
              {"duskds", "--datadir", files_.path("duskds"), "--genesis", files_.duskds_genesis(),
               "--consensus.key", files_.provisioner_key(), "--http.port", port(ports.duskds),
               "--block-time-ms", std::to_string(options_.l1_block_time_ms), "--dev"});
        if (!wait_until(shutdown, "duskds", [&] {
                return settlement::DuskClient(url(ports.duskds), {.timeout = PROBE_PATIENCE})
                    .heads()
                    .has_value();
            }))
            return false;
        start("adapter",
              {"adapter", "--duskds", url(ports.duskds), "--rpc.port", port(ports.l1_rpc),
               "--beacon.port", port(ports.l1_beacon), "--relayer.key", files_.relayer_key(),
               "--datadir", files_.path("adapter"), "--l1-chain-id",
               std::to_string(DEVNET_L1_CHAIN_ID)});
        std::expected<L1Start, std::string> l1_start;
        if (!wait_until(shutdown, "adapter", [&] {
                l1_start = read_l1_start(url(ports.l1_rpc), "0x0");
                return l1_start.has_value();
            }))
            return false;
        check(prepare_l2_files(files_, options_, l1_start->block));
        return options_.l1_only || start_l2(shutdown);
    }

    bool start_l2(const ShutdownSignal& shutdown) {
        const auto& ports = options_.ports;
        start_l2_node("execution", "rollup", ports.http, ports.ws, ports.engine, ports.rollup,
                      true);
        if (options_.verifier)
            start_l2_node("verifier-execution", "verifier-rollup", ports.verifier_http,
                          ports.verifier_ws, ports.verifier_engine, ports.verifier_rollup, false);
        if (!wait_until(shutdown, "execution",
                        [&] { return rpc_answers(ports.http, "eth_chainId"); }) ||
            !wait_until(shutdown, "rollup",
                        [&] { return rpc_answers(ports.rollup, "optimism_syncStatus"); }))
            return false;
        start_batcher();
        return wait_until(shutdown, "verifier", [&] {
            return !options_.verifier || rpc_answers(ports.verifier_rollup, "optimism_syncStatus");
        });
    }

    void start_l2_node(const std::string& execution, const std::string& rollup_node,
                       std::uint16_t http, std::uint16_t ws, std::uint16_t engine,
                       std::uint16_t rollup_port, bool sequencer) {
        const auto sequencer_url = sequencer ? std::string{} : url(options_.ports.http);
        start(execution,
              {"execution", "--datadir", files_.path(execution), "--genesis", files_.genesis(),
               "--http.port", port(http), "--ws.port", port(ws), "--http.api",
               "eth,net,web3,txpool,debug,admin,miner", "--http.corsdomain=*", "--ws.origins=*",
               "--authrpc.port", port(engine), "--authrpc.jwtsecret", files_.jwt(),
               "--rollup.sequencerhttp", sequencer_url});
        Arguments arguments{
            "rollup",
            "--l1",
            url(options_.ports.l1_rpc),
            "--l1.beacon",
            url(options_.ports.l1_beacon),
            "--l2",
            url(engine),
            "--l2.jwt-secret",
            files_.jwt(),
            "--rollup.config",
            files_.rollup(),
            "--rpc.port",
            port(rollup_port),
            "--safedb.path",
            files_.path(rollup_node + "-safedb"),
            "--l1.http-poll-interval",
            std::to_string(std::clamp<std::uint64_t>(options_.l1_block_time_ms / 4, 100, 2'000)) +
                "ms"};
        if (sequencer)
            arguments.insert(arguments.end(), {"--sequencer.enabled", "--sequencer.l1-confs", "0",
                                               "--rpc.enable-admin"});
        start(rollup_node, std::move(arguments));
    }

    void start_batcher() {
        const auto& ports = options_.ports;
        const auto key = dev_account(options_.mnemonic, BATCHER_INDEX).ethereum.secret();
        start("batcher",
              {"batcher",
               "--l1-eth-rpc",
               url(ports.l1_rpc),
               "--l2-eth-rpc",
               url(ports.http),
               "--rollup-rpc",
               url(ports.rollup),
               "--private-key",
               to_hex(key),
               "--rpc.port",
               port(ports.batcher),
               "--poll-interval",
               std::to_string(std::min<std::uint64_t>(options_.l1_block_time_ms, 1'000)) + "ms",
               "--num-confirmations",
               "1",
               "--max-pending-tx",
               "10",
               "--max-channel-duration",
               std::to_string(options_.channel_duration),
               "--data-availability-type",
               options_.data_availability});
    }

    json::object endpoints() const {
        const auto& ports = options_.ports;
        json::object result{{"l1_rpc", url(ports.l1_rpc)},
                            {"l1_beacon", url(ports.l1_beacon)},
                            {"duskds", url(ports.duskds)}};
        if (options_.l1_only) return result;
        result["l2_http"] = url(ports.http);
        result["l2_ws"] = "ws://127.0.0.1:" + port(ports.ws);
        result["l2_engine"] = url(ports.engine);
        result["rollup"] = url(ports.rollup);
        result["batcher"] = url(ports.batcher);
        if (options_.verifier) {
            result["verifier_http"] = url(ports.verifier_http);
            result["verifier_rollup"] = url(ports.verifier_rollup);
        }
        return result;
    }

    /// devnet.json: what scripts need to find their way.
    void write_summary() {
        json::array accounts;
        for (const auto& account : dev_accounts(options_.mnemonic))
            accounts.push_back(
                json::object{{"address", to_hex(account.ethereum.address())},
                             {"private_key", to_hex(account.ethereum.secret())},
                             {"moonlight", settlement::to_base58(account.moonlight.public_key())},
                             {"moonlight_secret", to_hex_plain(account.moonlight.scalar_le())}});
        json::object processes;
        for (const auto& [name, pid] : supervisor_.running()) processes[name] = pid;
        const auto address = [](const settlement::ContractId& id) {
            return to_hex(settlement::evm_address(id));
        };
        const json::object summary{
            {"ready", ready_},
            {"l1_chain_id", DEVNET_L1_CHAIN_ID},
            {"l2_chain_id", options_.l2_chain_id},
            {"endpoints", endpoints()},
            {"contracts",
             json::object{{"optimism_portal", address(settlement::OPTIMISM_PORTAL_ID)},
                          {"l1_standard_bridge", address(settlement::L1_STANDARD_BRIDGE_ID)},
                          {"system_config", address(settlement::SYSTEM_CONFIG_ID)},
                          {"evm_tx_router", address(settlement::EVM_TX_ROUTER_ID)}}},
            {"files", json::object{{"genesis", files_.genesis()},
                                   {"rollup", files_.rollup()},
                                   {"jwt", files_.jwt()}}},
            {"processes", std::move(processes)},
            {"accounts", std::move(accounts)}};
        const auto written = config::write_file_atomic(files_.summary(), json::serialize(summary));
        if (!written) log::warn(ROLE, "{}", written.error().text());
    }

    void print_summary() const {
        if (options_.json) {
            log::info(ROLE, "ready", {{"summary", files_.summary()}});
            return;
        }
        const auto& ports = options_.ports;
        fmt::print("\nDuskEVM devnet is up.\n\n");
        const std::pair<std::string_view, std::string> rows[] = {
            {"L2 JSON-RPC", url(ports.http)},
            {"L2 WebSocket", "ws://127.0.0.1:" + port(ports.ws)},
            {"L2 Engine API", url(ports.engine)},
            {"rollup node", url(ports.rollup)},
            {"L1 as Ethereum", url(ports.l1_rpc)},
            {"L1 Beacon API", url(ports.l1_beacon)},
            {"DuskDS", url(ports.duskds)}};
        for (const auto& [name, value] : rows)
            if (!options_.l1_only || name == "DuskDS" || name.starts_with("L1"))
                fmt::print("  {:<16}{}\n", name, value);
        fmt::print(
            "  {:<16}L2 {}, L1 {}\n  {:<16}{}\n\nAccounts, funded on both layers ({} DUSK):\n",
            "chain ids", options_.l2_chain_id, DEVNET_L1_CHAIN_ID, "data folder", files_.root,
            1'000'000);
        for (const auto& account : dev_accounts(options_.mnemonic))
            fmt::print("  {}  key {}\n", to_hex(account.ethereum.address()),
                       to_hex(account.ethereum.secret()));
        fmt::print("  (Moonlight keys: {})\n\n", files_.summary());
        std::fflush(stdout);
    }

    const DevnetOptions options_;
    const DevnetFiles files_;
    bool ready_ = false;
    Supervisor supervisor_;
};

}  // namespace

void add_devnet_command(CLI::App& app) {
    auto* command =
        app.add_subcommand("devnet", "Run a whole local network: DuskDS and the rollup");
    const auto options = std::make_shared<DevnetOptions>();
    auto& o = *options;
    command->add_option("--datadir", o.datadir, "Folder of the network; kept between runs")
        ->capture_default_str();
    command->add_flag("--fresh", o.fresh, "Start over: empty the folder first");
    command->add_flag("--verifier", o.verifier,
                      "Also run a second node that derives the chain from L1 alone");
    command->add_flag("--l1-only", o.l1_only,
                      "DuskDS and its Ethereum view alone, and genesis.json and rollup.json "
                      "for a rollup that others run");
    command
        ->add_option("--genesis-age", o.genesis_age_s,
                     "Seconds that the genesis lies back: the sequencer catches up at once")
        ->capture_default_str()
        ->check(CLI::Range(0, 1'500));
    command->add_flag("--json", o.json, "Log as JSON lines");
    command->add_option("--log.level", o.log_level, "trace, debug, info, warn, error or off")
        ->capture_default_str();
    command->add_option("--l1.block-time-ms", o.l1_block_time_ms, "Time between DuskDS blocks")
        ->capture_default_str()
        ->check(CLI::Range(1'000, 60'000));
    command->add_option("--l2.block-time", o.l2_block_time_s, "Seconds between L2 blocks")
        ->capture_default_str()
        ->check(CLI::Range(1, 60));
    command->add_option("--l2.chain-id", o.l2_chain_id, "Chain id of L2")->capture_default_str();
    command->add_option("--fork", o.fork, "Newest fork at genesis: holocene, isthmus or jovian")
        ->capture_default_str();
    command->add_option("--mnemonic", o.mnemonic, "Where all keys come from");
    command
        ->add_option("--data-availability-type", o.data_availability,
                     "How batches are posted: blobs, calldata or auto")
        ->capture_default_str();
    command
        ->add_option("--channel-duration", o.channel_duration,
                     "L1 blocks after which the batcher closes a channel")
        ->capture_default_str();
    command->add_option("--port-offset", o.port_offset, "Added to every port")
        ->capture_default_str();
    auto& p = o.ports;
    const std::pair<const char*, std::uint16_t*> ports[] = {{"--duskds.port", &p.duskds},
                                                            {"--l1.rpc-port", &p.l1_rpc},
                                                            {"--l1.beacon-port", &p.l1_beacon},
                                                            {"--http.port", &p.http},
                                                            {"--ws.port", &p.ws},
                                                            {"--authrpc.port", &p.engine},
                                                            {"--rollup.port", &p.rollup},
                                                            {"--batcher.port", &p.batcher}};
    for (const auto& [flag, port] : ports)
        command->add_option(flag, *port, "Port")->capture_default_str();
    command->callback([options] {
        start_logging(ROLE, {.level = options->log_level, .json = options->json});
        Devnet(*options).run();
    });
}

}  // namespace dusk::cli
