// duskevm batcher: publishes L2 blocks on L1. Flags and environment variables are op-batcher's.
#include <algorithm>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include <dusk/cli/commands.hpp>
#include <dusk/cli/environment.hpp>
#include <dusk/cli/key_flags.hpp>
#include <dusk/cli/role.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/batcher/admin_methods.hpp>
#include <dusk/node/batcher/batcher.hpp>
#include <dusk/platform/clock/shutdown.hpp>
#include <dusk/platform/log/log.hpp>
#include <dusk/platform/rpc/server.hpp>

namespace dusk::cli {

namespace {

using batcher::DataAvailability;

constexpr std::string_view ROLE = "batcher";
constexpr std::chrono::milliseconds START_RETRY{1'000};

struct Settings {
    std::string l1_url;
    std::string l2_url;
    std::string rollup_url;
    std::string private_key;
    std::string mnemonic;
    std::string hd_path = "m/44'/60'/0'/0/0";
    std::int64_t poll_interval_ms = 6'000;
    std::int64_t shutdown_timeout_ms = 5'000;
    int batch_type = 1;
    std::string compression = "brotli";
    std::string data_availability = "blobs";
    batcher::BatcherConfig batcher;
    txmgr::TxnManagerConfig txns;
    std::int64_t resubmission_timeout_ms = 48'000;
    std::int64_t not_in_mempool_timeout_ms = 120'000;
    std::int64_t throttle_interval_ms = 2'000;
    double min_base_fee_gwei = 1;
    double min_tip_cap_gwei = 1;
    double fee_limit_threshold_gwei = 100;
    std::string rpc_host = "127.0.0.1";
    std::uint16_t rpc_port = 8548;
    bool rpc_admin = false;
    LogFlags log;
    MetricsFlags metrics;
};

std::chrono::milliseconds ms(std::int64_t count) { return std::chrono::milliseconds{count}; }

u256 from_gwei(double gwei) {
    return u256{static_cast<std::uint64_t>(gwei * static_cast<double>(txmgr::WEI_PER_GWEI))};
}

EthereumKey key_of(const Settings& settings) {
    if (settings.private_key.empty() == settings.mnemonic.empty())
        fail(ROLE, "give --private-key or --mnemonic");
    return settings.mnemonic.empty() ? ethereum_key(ROLE, settings.private_key)
                                     : ethereum_key_at(ROLE, settings.mnemonic, settings.hd_path);
}

batcher::BatcherConfig batcher_config(const Settings& settings) {
    auto out = settings.batcher;
    out.channel.batch_type =
        settings.batch_type == 0 ? rollup::BatchType::singular : rollup::BatchType::span;
    const auto compression = batcher::compression_from_text(settings.compression);
    if (!compression) fail(ROLE, "--compression-algo: unknown: " + settings.compression);
    out.channel.compression = *compression;
    out.channel.data_availability =
        settings.data_availability == "calldata" ? DataAvailability::calldata
        : settings.data_availability == "auto"   ? DataAvailability::automatic
                                                 : DataAvailability::blobs;
    out.throttle.interval = ms(settings.throttle_interval_ms);
    return out;
}

txmgr::TxnManagerConfig txn_config(const Settings& settings, std::uint64_t chain_id) {
    auto out = settings.txns;
    out.chain_id = chain_id;
    out.resubmission_timeout = ms(settings.resubmission_timeout_ms);
    out.not_in_mempool_timeout = ms(settings.not_in_mempool_timeout_ms);
    out.retry_interval = std::min(out.resubmission_timeout, ms(1'000));
    out.fees.min_base_fee = from_gwei(settings.min_base_fee_gwei);
    out.fees.min_tip = from_gwei(settings.min_tip_cap_gwei);
    out.fees.limit_threshold = from_gwei(settings.fee_limit_threshold_gwei);
    return out;
}

/// Asks until there is an answer, or the program is told to stop.
template <class Ask>
auto ask_until_answered(const ShutdownSignal& shutdown, std::string_view what, Ask ask) {
    while (true) {
        auto answer = ask();
        if (answer) return *std::move(answer);
        log::warn(ROLE, "{} does not answer: {}", what, answer.error());
        if (shutdown.wait_for(START_RETRY)) throw CLI::RuntimeError(0);
    }
}

/// What the chain's forks do not allow is refused at once (op-batcher's Config.Check).
void check_forks(const rollup::RollupConfig& rollup, const batcher::BatcherConfig& config) {
    const auto now = system_clock().now_s();
    if (config.channel.batch_type == rollup::BatchType::span &&
        !rollup.is_active(OpFork::delta, now))
        fail(ROLE, "span batches need Delta: use --batch-type 0");
    if (config.channel.compression.kind == batcher::Compression::Kind::brotli &&
        !rollup.is_active(OpFork::fjord, now))
        fail(ROLE, "brotli needs Fjord: use --compression-algo zlib");
    if (config.channel.data_availability != DataAvailability::calldata &&
        !rollup.is_active(OpFork::ecotone, now))
        fail(ROLE, "blobs need Ecotone: use --data-availability-type calldata");
}

std::unique_ptr<rpc::RpcServer> serve_rpc(const Settings& settings, batcher::Batcher& batcher) {
    rpc::MethodTable table;
    batcher::add_health_methods(table, "duskevm");
    if (settings.rpc_admin) batcher::add_admin_methods(table, batcher);
    http::Router router;
    router.add(http::Method::get, "/healthz", [&batcher](const http::Request&) {
        const auto health = batcher.health();
        return http::Response::text(health.ok ? "ok" : health.detail, health.ok ? 200 : 503);
    });
    return value_or_fail(ROLE, rpc::serve({.host = settings.rpc_host, .port = settings.rpc_port},
                                          std::move(table), {.vhosts = {"*"}}, std::move(router)));
}

void run(const Settings& settings) {
    start_logging(ROLE, settings.log);
    ShutdownSignal shutdown;
    const auto key = key_of(settings);
    const auto config = batcher_config(settings);
    std::jthread setup;
    if (config.channel.data_availability != DataAvailability::calldata) setup = preload_kzg();

    batcher::RollupNode rollup_node{settings.rollup_url};
    batcher::ExecutionNode execution{settings.l2_url};
    txmgr::EthClient l1{settings.l1_url};
    const auto rollup =
        ask_until_answered(shutdown, "the rollup node", [&] { return rollup_node.config(); });
    check_forks(rollup, config);
    const auto chain_id = ask_until_answered(shutdown, "L1", [&] { return l1.chain_id(); });
    if (chain_id != rollup.l1_chain_id)
        fail(ROLE, "L1's chain id is not the one in the rollup's configuration");

    txmgr::TxnManager txns{txn_config(settings, chain_id), key, l1, system_clock()};
    batcher::Batcher batcher{config,
                             {.rollup = rollup,
                              .rollup_node = rollup_node,
                              .execution = execution,
                              .l1 = l1,
                              .txns = txns,
                              .clock = system_clock()}};
    const auto server = serve_rpc(settings, batcher);
    const auto metrics_server =
        start_metrics(ROLE, settings.metrics, [&batcher] { return batcher.health(); });
    log::info(ROLE, "started",
              {{"address", to_hex(key.address())},
               {"l2_chain_id", rollup.l2_chain_id},
               {"data_availability", settings.data_availability},
               {"rpc", server->url()}});
    while (!shutdown.requested())
        if (!batcher.step()) shutdown.wait_for(ms(settings.poll_interval_ms));
    log::info(ROLE, "stopping");
    batcher.drain(ms(settings.shutdown_timeout_ms));
    server->stop();
    log::flush();
}

CLI::AsNumberWithUnit duration() {
    return CLI::AsNumberWithUnit{
        std::map<std::string, std::int64_t>{{"ms", 1}, {"s", 1'000}, {"m", 60'000}},
        CLI::AsNumberWithUnit::Options::UNIT_REQUIRED};
}

void add_connection_flags(CLI::App& command, Settings& s) {
    command.add_option("--l1-eth-rpc", s.l1_url, "L1's JSON-RPC")->required();
    command.add_option("--l2-eth-rpc", s.l2_url, "The execution node's JSON-RPC")->required();
    command.add_option("--rollup-rpc", s.rollup_url, "The rollup node's JSON-RPC")->required();
    command.add_option("--private-key", s.private_key, "Key that signs, as hex or in a file");
    command.add_option("--mnemonic", s.mnemonic, "Words from which the key is derived");
    command.add_option("--hd-path", s.hd_path, "Path of the key below the mnemonic")
        ->capture_default_str();
    command.add_option("--rpc.addr", s.rpc_host, "Address of the RPC server")
        ->capture_default_str();
    command.add_option("--rpc.port", s.rpc_port, "Port of the RPC server; 0: any")
        ->capture_default_str();
    command.add_flag("--rpc.enable-admin", s.rpc_admin, "Serve the admin methods");
}

void add_channel_flags(CLI::App& command, Settings& s) {
    auto& channel = s.batcher.channel;
    command
        .add_option("--poll-interval", s.poll_interval_ms,
                    "Between looks at the chains (500ms, 6s)")
        ->transform(duration());
    command
        .add_option("--max-channel-duration", channel.max_channel_duration,
                    "L1 blocks that a channel stays open; 0: until it is full")
        ->capture_default_str();
    command
        .add_option("--sub-safety-margin", channel.sub_safety_margin,
                    "L1 blocks between closing a channel and the end of its time")
        ->capture_default_str();
    command
        .add_option("--target-num-frames", channel.target_num_frames,
                    "Frames of a full channel; blobs of one transaction")
        ->check(CLI::Range(std::size_t{1}, batcher::TARGET_FRAMES_MAX))
        ->capture_default_str();
    command
        .add_option("--max-l1-tx-size-bytes", channel.max_l1_txn_size,
                    "Bytes of calldata in one transaction")
        ->check(CLI::Range(batcher::MIN_L1_TXN_SIZE, std::size_t{1'000'000}))
        ->capture_default_str();
    command
        .add_option("--max-blocks-per-span-batch", channel.blocks_per_span_max,
                    "L2 blocks in one span batch; 0: no limit")
        ->capture_default_str();
    command.add_option("--batch-type", s.batch_type, "0: singular batches, 1: span batches")
        ->check(CLI::Range(0, 1))
        ->capture_default_str();
    command
        .add_option("--compression-algo", s.compression,
                    "zlib, brotli, brotli-9, brotli-10 or brotli-11")
        ->capture_default_str();
    command
        .add_option("--data-availability-type", s.data_availability,
                    "Where data goes: blobs, calldata, or auto for the cheaper")
        ->check(CLI::IsMember({"blobs", "calldata", "auto"}))
        ->capture_default_str();
    command.add_flag("--stopped", s.batcher.stopped, "Wait for admin_startBatcher");
    command.add_flag("--wait-node-sync,!--no-wait-node-sync", s.batcher.wait_node_sync,
                     "Begin when the rollup node has read L1 (default)");
    command
        .add_option("--shutdown-timeout", s.shutdown_timeout_ms,
                    "How long the end waits for transactions on their way")
        ->transform(duration());
}

void add_throttle_flags(CLI::App& command, Settings& s) {
    auto& throttle = s.batcher.throttle;
    command
        .add_option("--throttle-threshold", throttle.threshold,
                    "Bytes waiting from which on the sequencer is slowed down; 0: never")
        ->capture_default_str();
    command
        .add_option("--throttle-tx-size", throttle.txn_size, "Largest transaction while throttling")
        ->capture_default_str();
    command
        .add_option("--throttle-block-size", throttle.block_size, "Largest block while throttling")
        ->capture_default_str();
    command
        .add_option("--throttle-always-block-size", throttle.always_block_size,
                    "Largest block at other times; 0: no limit")
        ->capture_default_str();
    command.add_option("--throttle-interval", s.throttle_interval_ms, "Between two settings")
        ->transform(duration());
}

void add_txn_flags(CLI::App& command, Settings& s) {
    auto& txns = s.txns;
    command
        .add_option("--max-pending-tx", txns.pending_max,
                    "Transactions on their way at a time; 0: no limit")
        ->capture_default_str();
    command
        .add_option("--num-confirmations", txns.num_confirmations,
                    "L1 blocks after which a transaction counts")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{10'000}))
        ->capture_default_str();
    command
        .add_option("--resubmission-timeout", s.resubmission_timeout_ms,
                    "After this a transaction is sent again with higher fees")
        ->transform(duration());
    command
        .add_option("--safe-abort-nonce-too-low-count", txns.nonce_too_low_max,
                    "Times of \"nonce too low\" until a transaction is given up")
        ->capture_default_str();
    command
        .add_option("--fee-limit-multiplier", txns.fees.limit_multiplier,
                    "Fees rise to at most this many times the suggested ones")
        ->capture_default_str();
    command
        .add_option("--txmgr.not-in-mempool-timeout,--txmgr.tx-not-in-mempool-timeout",
                    s.not_in_mempool_timeout_ms, "A transaction refused for so long is given up")
        ->transform(duration());
    command
        .add_option("--txmgr.min-basefee", s.min_base_fee_gwei, "Least base fee assumed, in gwei")
        ->capture_default_str();
    command.add_option("--txmgr.min-tip-cap", s.min_tip_cap_gwei, "Least tip, in gwei")
        ->capture_default_str();
    command
        .add_option("--txmgr.fee-limit-threshold", s.fee_limit_threshold_gwei,
                    "Fees below this are not limited, in gwei")
        ->capture_default_str();
}

}  // namespace

void add_batcher_command(CLI::App& app) {
    auto* command = app.add_subcommand("batcher", "Publish the blocks of the rollup on L1");
    const auto settings = std::make_shared<Settings>();  // shared with the callback
    add_connection_flags(*command, *settings);
    add_channel_flags(*command, *settings);
    add_throttle_flags(*command, *settings);
    add_txn_flags(*command, *settings);
    add_log_flags(*command, settings->log);
    add_metrics_flags(*command, settings->metrics, 7301);
    add_environment(*command, "OP_BATCHER");
    command->callback([settings] { run(*settings); });
}

}  // namespace dusk::cli
