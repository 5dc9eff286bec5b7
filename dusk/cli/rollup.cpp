// `duskevm rollup`: the rollup node, with op-node's flags where it has them.
#include <memory>

#include <CLI/CLI.hpp>

#include <dusk/cli/commands.hpp>
#include <dusk/cli/environment.hpp>
#include <dusk/cli/role.hpp>
#include <dusk/node/driver/rollup_service.hpp>
#include <dusk/node/genesis/rollup_file.hpp>
#include <dusk/platform/clock/clock.hpp>
#include <dusk/platform/clock/shutdown.hpp>
#include <dusk/platform/crypto/kzg.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::cli {

namespace {

constexpr std::string_view COMPONENT = "rollup";
constexpr std::chrono::milliseconds WATCH_INTERVAL{200};

struct RollupFlags {
    driver::RollupSettings settings;
    std::string beacon_url;
    std::vector<std::string> beacon_fallbacks;
    std::string jwt_path;
    std::string rollup_path;
    std::string upgrade_payloads_path;
    bool sequencer_enabled = false;
    bool sequencer_stopped = false;
    sequencer::SequencerOptions sequencer;
    std::int64_t poll_interval_ms = 1'000;
    std::int64_t label_poll_interval_ms = 2'000;
    LogFlags log;
    std::string log_format;
};

void add_chain_flags(CLI::App& command, RollupFlags& flags) {
    auto& settings = flags.settings;
    const CLI::AsNumberWithUnit duration{
        std::map<std::string, std::int64_t>{{"ms", 1}, {"s", 1'000}, {"m", 60'000}},
        CLI::AsNumberWithUnit::Options::UNIT_REQUIRED};
    command.add_option("--l1", settings.l1_url, "L1's JSON-RPC")->required();
    command.add_option("--l1.beacon", flags.beacon_url, "L1's beacon API")->required();
    command
        .add_option("--l1.beacon-fallbacks", flags.beacon_fallbacks,
                    "Beacon APIs to ask where the first has no blobs")
        ->delimiter(',');
    command
        .add_option("--l1.http-poll-interval", flags.poll_interval_ms,
                    "How often to ask L1 for its head (500ms, 2s)")
        ->transform(duration);
    command
        .add_option("--l1.epoch-poll-interval", flags.label_poll_interval_ms,
                    "How often to ask L1 for its safe and finalized blocks")
        ->transform(duration);
    command.add_option("--l2", settings.l2_url, "The engine's authenticated API")->required();
    command.add_option("--l2.jwt-secret", flags.jwt_path, "File of the engine's shared secret")
        ->required();
    command.add_option("--rollup.config", flags.rollup_path, "rollup.json")->required();
    command.add_option("--upgrade-payloads", flags.upgrade_payloads_path,
                       "Folder of the contract code (*.hex) of forks after genesis");
    command.add_option("--safedb.path", settings.safe_db_path,
                       "Folder of the safe-head database; none: not kept");
}

void add_role_flags(CLI::App& command, RollupFlags& flags) {
    command.add_flag("--sequencer.enabled", flags.sequencer_enabled, "Make blocks");
    command.add_flag("--sequencer.stopped", flags.sequencer_stopped,
                     "Begin stopped; admin_startSequencer starts");
    command.add_option("--sequencer.max-safe-lag", flags.sequencer.max_safe_lag,
                       "Most L2 blocks between safe and unsafe head; 0: no limit");
    command.add_option("--sequencer.l1-confs", flags.sequencer.l1_confirmations,
                       "L1 blocks that must stand on a new L1 origin");
    command.add_option("--verifier.l1-confs", flags.settings.node.verifier_l1_confirmations,
                       "L1 blocks that must stand on one before it is read");
}

void add_service_flags(CLI::App& command, RollupFlags& flags) {
    auto& settings = flags.settings;
    command.add_option("--rpc.addr", settings.rpc_host, "Address of the JSON-RPC");
    command.add_option("--rpc.port", settings.rpc_port, "Port of the JSON-RPC");
    command.add_flag("--rpc.enable-admin", settings.rpc_admin, "Serve admin_*");
    command.add_flag("--metrics.enabled,--metrics", settings.metrics_enabled, "Serve metrics");
    command.add_option("--metrics.addr", settings.metrics_host, "Address of the metrics");
    command.add_option("--metrics.port", settings.metrics_port, "Port of the metrics");
    add_log_flags(command, flags.log);
    command.add_option("--log.format", flags.log_format, "text or json, as op-node has it")
        ->check(CLI::IsMember({"text", "json"}));
}

driver::RollupSettings settings_from(RollupFlags flags) {
    auto settings = std::move(flags.settings);
    settings.beacon_urls = {flags.beacon_url};
    settings.beacon_urls.insert(settings.beacon_urls.end(), flags.beacon_fallbacks.begin(),
                                flags.beacon_fallbacks.end());
    settings.jwt_secret = value_or_fail(COMPONENT, jwt::load_or_create(flags.jwt_path));
    settings.config = value_or_fail(COMPONENT, genesis::read_rollup_config(flags.rollup_path));
    if (!flags.upgrade_payloads_path.empty())
        settings.payloads =
            value_or_fail(COMPONENT, driver::read_upgrade_payloads(flags.upgrade_payloads_path));
    if (flags.sequencer_enabled) {
        flags.sequencer.active = !flags.sequencer_stopped;
        settings.node.sequencer = flags.sequencer;
    }
    settings.node.l1_poll_interval = Milliseconds{flags.poll_interval_ms};
    settings.node.l1_label_poll_interval = Milliseconds{flags.label_poll_interval_ms};
    return settings;
}

void run(const RollupFlags& flags) {
    start_logging(COMPONENT,
                  {.level = flags.log.level, .json = flags.log.json || flags.log_format == "json"});
    auto settings = settings_from(flags);
    const ShutdownSignal shutdown;
    const auto service =
        driver::RollupService::start(std::move(settings), native_crypto(), system_clock(),
                                     [&shutdown] { return shutdown.requested(); });
    if (!service) {
        if (shutdown.requested()) return;
        fail(COMPONENT, service.error());
    }
    while (!shutdown.wait_for(WATCH_INTERVAL))
        if (const auto failure = (*service)->failure()) fail(COMPONENT, *failure);
    log::info(COMPONENT, "stopping");
}

}  // namespace

void add_rollup_command(CLI::App& app) {
    auto* command = app.add_subcommand(
        "rollup", "Rollup node: derives the chain from L1 and drives an engine; sequences");
    auto flags = std::make_shared<RollupFlags>();  // lives as long as the command's callback
    add_chain_flags(*command, *flags);
    add_role_flags(*command, *flags);
    add_service_flags(*command, *flags);
    add_environment(
        *command, "OP_NODE",
        {{"l1", "l1-eth-rpc"}, {"l2", "l2-engine-rpc"}, {"l2.jwt-secret", "l2-engine-auth"}});
    command->callback([flags, &app] {
        flags->settings.version = app.version();
        run(*flags);
    });
}

}  // namespace dusk::cli
