#include <filesystem>

#include <fmt/format.h>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/driver/rollup_methods.hpp>
#include <dusk/node/driver/rollup_service.hpp>
#include <dusk/platform/config/files.hpp>
#include <dusk/platform/log/log.hpp>
#include <dusk/platform/thread/named.hpp>

namespace dusk::driver {

using sources::fail;
using sources::FailureKind;
using sources::Outcome;

namespace {

constexpr std::string_view COMPONENT = "rollup";
constexpr Milliseconds STARTUP_RETRY{500};
constexpr Milliseconds METRICS_INTERVAL{1'000};
/// Derivation that has not taken a step for so long is not well.
constexpr std::uint64_t UNHEALTHY_MS = 60'000;

std::string trimmed(std::string text) {
    const auto end = text.find_last_not_of(" \t\r\n");
    text.resize(end == std::string::npos ? 0 : end + 1);
    return text;
}

}  // namespace

std::expected<rollup::UpgradePayloads, std::string> read_upgrade_payloads(
    const std::string& folder) {
    rollup::UpgradePayloads payloads;
    for (const auto& row : rollup::upgrade_payload_rows()) {
        const auto path = fmt::format("{}/{}.hex", folder, row.name);
        if (!std::filesystem::exists(path)) continue;
        auto text = config::read_file(path);
        if (!text) return std::unexpected(text.error().text());
        auto code = from_hex(trimmed(*std::move(text)));
        if (!code) return std::unexpected(path + ": not hexadecimal");
        if (!rollup::load_upgrade_payload(payloads, row.name, *std::move(code)))
            return std::unexpected(path + ": not the published code of this upgrade");
    }
    return payloads;
}

RollupService::RollupService(RollupSettings settings, const CryptoProvider& crypto, Clock& clock)
    : settings_(std::move(settings)),
      crypto_(crypto),
      clock_(clock),
      l1_(settings_.l1_url),
      beacon_(settings_.beacon_urls),
      engine_(settings_.l2_url, settings_.jwt_secret, settings_.config),
      metrics_(metrics::registry(), settings_.version) {}

RollupService::~RollupService() {
    {
        const std::lock_guard lock{metrics_mutex_};
        stopping_ = true;
    }
    metrics_stop_.notify_all();
    if (metrics_thread_.joinable()) metrics_thread_.join();
    if (rpc_) rpc_->stop();
    if (metrics_server_) metrics_server_->stop();
    if (node_) node_->stop();
}

std::expected<std::unique_ptr<RollupService>, std::string> RollupService::start(
    RollupSettings settings, const CryptoProvider& crypto, Clock& clock,
    const std::function<bool()>& stopping) {
    if (settings.beacon_urls.empty())
        return std::unexpected("no beacon API given: blobs are read from it");
    if (!rollup::check_upgrade_payloads(settings.config, settings.payloads))
        return std::unexpected(
            "the rollup crosses a fork after genesis whose contract code is not loaded");
    std::unique_ptr<RollupService> service{new RollupService{std::move(settings), crypto, clock}};
    DUSK_TRY_VOID(service->wait_for_chains(stopping));
    DUSK_TRY_VOID(service->open());
    DUSK_TRY_VOID(service->serve());
    return service;
}

Outcome<void> RollupService::check_l1() {
    const auto& config = settings_.config;
    DUSK_TRY(chain_id, l1_.chain_id());
    if (chain_id != config.l1_chain_id)
        return fail(FailureKind::critical,
                    fmt::format("L1 {} has chain id {}, the rollup's L1 {}", settings_.l1_url,
                                chain_id, config.l1_chain_id));
    DUSK_TRY(genesis, l1_.ref_by_number(config.genesis.l1.number));
    if (genesis.hash != config.genesis.l1.hash)
        return fail(
            FailureKind::critical,
            fmt::format("L1 block {} is {}, the rollup begins at {}: another L1", genesis.number,
                        to_hex(genesis.hash), to_hex(config.genesis.l1.hash)));
    return {};
}

Outcome<void> RollupService::check_l2() {
    const auto& config = settings_.config;
    DUSK_TRY(chain_id, engine_.chain_id());
    if (chain_id != config.l2_chain_id)
        return fail(FailureKind::critical,
                    fmt::format("the engine {} has chain id {}, the rollup {}", settings_.l2_url,
                                chain_id, config.l2_chain_id));
    DUSK_TRY(genesis, engine_.block(config.genesis.l2.number));
    if (genesis.payload.block_hash != config.genesis.l2.hash)
        return fail(
            FailureKind::critical,
            fmt::format("the engine's genesis block is {}, the rollup's is {}: "
                        "genesis.json and rollup.json do not belong together",
                        to_hex(genesis.payload.block_hash), to_hex(config.genesis.l2.hash)));
    return {};
}

std::expected<void, std::string> RollupService::wait_for_chains(
    const std::function<bool()>& stopping) {
    Backoff l1_backoff;
    Backoff l2_backoff;
    bool l1_ok = false;
    while (!stopping()) {
        if (!l1_ok) {
            const auto l1 = check_l1();
            l1_ok = l1.has_value();
            if (!l1 && l1.error().kind == FailureKind::critical)
                return std::unexpected(l1.error().text);
            if (!l1 && l1_backoff.should_log(l1.error().text, clock_.steady_ms()))
                log::info(COMPONENT, "waiting for L1: {}", l1.error().text);
        }
        const auto l2 = check_l2();
        if (!l2 && l2.error().kind == FailureKind::critical)
            return std::unexpected(l2.error().text);
        if (!l2 && l2_backoff.should_log(l2.error().text, clock_.steady_ms()))
            log::info(COMPONENT, "waiting for the engine: {}", l2.error().text);
        if (l1_ok && l2) return {};
        clock_.sleep(STARTUP_RETRY);
    }
    return std::unexpected("stopped while waiting for L1 and the engine");
}

std::expected<void, std::string> RollupService::open() {
    if (!settings_.safe_db_path.empty()) {
        auto safe_db = SafeDb::open(settings_.safe_db_path);
        if (!safe_db) return std::unexpected(safe_db.error());
        safe_db_ = *std::move(safe_db);
    }
    node_ = std::make_unique<RollupNode>(RollupNodeContext{.config = settings_.config,
                                                           .payloads = settings_.payloads,
                                                           .crypto = crypto_,
                                                           .l1 = l1_,
                                                           .blobs = beacon_,
                                                           .engine = engine_,
                                                           .safe_db = safe_db_.get(),
                                                           .clock = clock_},
                                         settings_.node);
    return {};
}

metrics::Health RollupService::health() const {
    if (const auto failure = node_->failure()) return {.ok = false, .detail = *failure};
    const auto idle_ms = clock_.now_ms() - node_->derivation_alive_ms();
    if (idle_ms > UNHEALTHY_MS && clock_.now_ms() > node_->derivation_alive_ms())
        return {.ok = false,
                .detail = fmt::format("no step of derivation for {} s", idle_ms / 1000)};
    return {.ok = true, .detail = {}};
}

std::expected<void, std::string> RollupService::serve() {
    http::Router router;
    // op-node answers /healthz.
    const auto answer = [this](const http::Request&) {
        const auto state = health();
        return http::Response::text(state.ok ? "ok" : state.detail, state.ok ? 200 : 503);
    };
    router.add(http::Method::get, "/healthz", answer);
    router.add(http::Method::get, "/health", answer);
    auto rpc = rpc::serve({.host = settings_.rpc_host, .port = settings_.rpc_port},
                          rollup_methods(*node_, settings_.version, settings_.rpc_admin),
                          {.vhosts = {"*"}}, std::move(router));
    if (!rpc) return std::unexpected(rpc.error().message);
    rpc_ = *std::move(rpc);
    if (settings_.metrics_enabled) {
        auto server = metrics::serve(settings_.metrics_host, settings_.metrics_port,
                                     metrics::registry(), {.health = [this] { return health(); }});
        if (!server) return std::unexpected(server.error().message);
        metrics_server_ = *std::move(server);
    }
    node_->start();
    metrics_thread_ = std::jthread{named("metrics", [this] {
        std::unique_lock lock{metrics_mutex_};
        while (!metrics_stop_.wait_for(lock, METRICS_INTERVAL, [this] { return stopping_; }))
            metrics_.update(*node_);
    })};
    log::info(COMPONENT, "{} of chain {} on L1 {}: RPC at {}",
              node_->sequencer() != nullptr ? "sequencer" : "verifier",
              settings_.config.l2_chain_id, settings_.config.l1_chain_id, rpc_->url());
    return {};
}

}  // namespace dusk::driver
