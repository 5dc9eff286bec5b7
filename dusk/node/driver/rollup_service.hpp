// RollupService: a rollup node with all around it, from settings: L1, beacon and engine clients,
// the safe-head database, JSON-RPC, metrics. What the command and the all-in-one programs run.
#pragma once

#include <atomic>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <dusk/node/driver/rollup_metrics.hpp>
#include <dusk/node/driver/rollup_node.hpp>
#include <dusk/node/sources/beacon_client.hpp>
#include <dusk/node/sources/engine_client.hpp>
#include <dusk/node/sources/l1_client.hpp>
#include <dusk/platform/rpc/server.hpp>

namespace dusk::driver {

struct RollupSettings {
    std::string l1_url = "http://127.0.0.1:8544";
    /// In order of preference.
    std::vector<std::string> beacon_urls;
    std::string l2_url = "http://127.0.0.1:8551";
    jwt::Secret jwt_secret;
    rollup::RollupConfig config;
    rollup::UpgradePayloads payloads;
    RollupNodeOptions node;
    /// Empty: no safe-head database.
    std::string safe_db_path;
    std::string rpc_host = "127.0.0.1";
    std::uint16_t rpc_port = 9545;
    bool rpc_admin = false;
    bool metrics_enabled = false;
    std::string metrics_host = "0.0.0.0";
    std::uint16_t metrics_port = 7300;
    std::string version;
};

/// Reads the *.hex files of a folder, named as upgrade_payload_rows() says.
std::expected<rollup::UpgradePayloads, std::string> read_upgrade_payloads(
    const std::string& folder);

class RollupService {
public:
    /// Waits until L1 and the engine answer and are the chains of the rollup; `stopping` is asked
    /// meanwhile. `crypto` and `clock` outlive the service.
    static std::expected<std::unique_ptr<RollupService>, std::string> start(
        RollupSettings settings, const CryptoProvider& crypto, Clock& clock,
        const std::function<bool()>& stopping);
    ~RollupService();
    RollupService(const RollupService&) = delete;
    RollupService& operator=(const RollupService&) = delete;

    std::uint16_t rpc_port() const noexcept { return rpc_->port(); }
    /// Why the node stopped by itself; none while all is well.
    std::optional<std::string> failure() const { return node_->failure(); }
    RollupNode& node() noexcept { return *node_; }

private:
    RollupService(RollupSettings settings, const CryptoProvider& crypto, Clock& clock);
    std::expected<void, std::string> wait_for_chains(const std::function<bool()>& stopping);
    sources::Outcome<void> check_l1();
    sources::Outcome<void> check_l2();
    std::expected<void, std::string> open();
    std::expected<void, std::string> serve();
    metrics::Health health() const;

    RollupSettings settings_;
    const CryptoProvider& crypto_;
    Clock& clock_;
    sources::L1Client l1_;
    sources::BeaconClient beacon_;
    sources::EngineClient engine_;
    std::unique_ptr<SafeDb> safe_db_;
    std::unique_ptr<RollupNode> node_;
    RollupMetrics metrics_;
    std::unique_ptr<rpc::RpcServer> rpc_;
    std::unique_ptr<http::Server> metrics_server_;
    std::mutex metrics_mutex_;
    std::condition_variable metrics_stop_;
    bool stopping_ = false;
    std::jthread metrics_thread_;
};

}  // namespace dusk::driver
