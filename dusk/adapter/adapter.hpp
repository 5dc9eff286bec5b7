// The adapter: DuskDS served as an Ethereum L1. Two threads of its own, one follows the chain and
// one relays; two servers, JSON-RPC (with WebSocket) and the Beacon API.
#pragma once

#include <atomic>
#include <condition_variable>
#include <thread>

#include <dusk/adapter/beacon_api.hpp>
#include <dusk/adapter/eth_api.hpp>
#include <dusk/adapter/follower.hpp>
#include <dusk/adapter/relay.hpp>
#include <dusk/platform/http/server.hpp>
#include <dusk/platform/rpc/server.hpp>

namespace dusk::adapter {

struct AdapterConfig {
    settlement::ethview::ViewConfig view{};
    std::uint64_t first_height = 0;
    std::uint8_t dusk_chain_id = 0;
    std::uint64_t relay_gas_price_lux = 1;
    std::string data_dir{};  ///< empty: in memory
    http::ServerOptions rpc{};
    http::ServerOptions beacon{};
    rpc::ServeOptions serve{};
    std::chrono::milliseconds poll{200};
    std::string version = "duskevm-adapter";
};

class Adapter {
public:
    /// `source` and `relayer` must outlive the adapter. Waits until the first block of the view is
    /// there, for at most `patience`: the Beacon API counts slots from it.
    static std::expected<std::unique_ptr<Adapter>, std::string> start(
        AdapterConfig config, DuskSource& source, const BlsSigner& relayer,
        std::chrono::milliseconds patience = std::chrono::seconds{60});
    ~Adapter();
    Adapter(const Adapter&) = delete;
    Adapter& operator=(const Adapter&) = delete;

    std::string rpc_url() const { return rpc_->url(); }
    std::string rpc_ws_url() const { return rpc_->ws_url(); }
    std::string beacon_url() const { return beacon_->url(); }
    ViewStore& store() noexcept { return *store_; }
    Relay& relay() noexcept { return *relay_; }
    void stop();

private:
    Adapter(AdapterConfig config, std::unique_ptr<ViewStore> store, DuskSource& source,
            const BlsSigner& relayer);
    bool wait_for_first_block(std::chrono::milliseconds patience);
    std::expected<void, std::string> serve();
    void follow();
    void relay_loop();
    /// False: stopping.
    bool pause();

    AdapterConfig config_;
    DuskSource& source_;
    std::unique_ptr<ViewStore> store_;
    std::unique_ptr<Relay> relay_;
    std::unique_ptr<EthApi> eth_;
    std::unique_ptr<BeaconApi> beacon_api_;
    std::unique_ptr<Follower> follower_;
    std::unique_ptr<rpc::RpcServer> rpc_;
    std::unique_ptr<http::Server> beacon_;

    std::mutex stop_mutex_;
    std::condition_variable stop_changed_;
    bool stopping_ = false;
    std::thread follow_thread_;
    std::thread relay_thread_;
};

}  // namespace dusk::adapter
