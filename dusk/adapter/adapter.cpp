#include <dusk/adapter/adapter.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/platform/log/log.hpp>
#include <dusk/platform/thread/named.hpp>

namespace dusk::adapter {

namespace {

/// Says an error once, and once more when it is over.
class ErrorLog {
public:
    explicit ErrorLog(std::string_view component) : component_(component) {}
    void failed(const SourceError& error) {
        if (error.message != last_) log::warn(component_, "{}", error.message);
        last_ = error.message;
    }
    void succeeded() {
        if (!last_.empty()) log::info(component_, "DuskDS answers again");
        last_.clear();
    }

private:
    std::string_view component_;
    std::string last_;
};

}  // namespace

Adapter::Adapter(AdapterConfig config, std::unique_ptr<ViewStore> store, DuskSource& source,
                 const BlsSigner& relayer)
    : config_(std::move(config)), source_(source), store_(std::move(store)) {
    relay_ = std::make_unique<Relay>(RelayConfig{.l1_chain_id = config_.view.l1_chain_id,
                                                 .dusk_chain_id = config_.dusk_chain_id,
                                                 .gas_price_lux = config_.relay_gas_price_lux},
                                     relayer, source_, *store_, native_crypto());
    eth_ = std::make_unique<EthApi>(
        EthApiConfig{.view = config_.view, .client_version = config_.version}, *store_, *relay_,
        source_);
    follower_ = std::make_unique<Follower>(
        FollowerConfig{.view = config_.view, .first_height = config_.first_height}, source_,
        *store_, native_crypto(),
        FollowerListener{.on_added = [this](const BlockPtr& block) { eth_->on_added(block); },
                         .on_removed = [this](const BlockPtr& block) { eth_->on_removed(block); }});
}

std::expected<std::unique_ptr<Adapter>, std::string> Adapter::start(
    AdapterConfig config, DuskSource& source, const BlsSigner& relayer,
    std::chrono::milliseconds patience) {
    auto store = ViewStore::open(config.data_dir);
    if (!store) return std::unexpected(store.error().message);
    std::unique_ptr<Adapter> adapter(
        new Adapter(std::move(config), *std::move(store), source, relayer));
    if (!adapter->wait_for_first_block(patience))
        return std::unexpected("DuskDS has no block at the first height of the view yet");
    DUSK_TRY_VOID(adapter->serve());
    adapter->follow_thread_ =
        std::thread(named("follow", [raw = adapter.get()] { raw->follow(); }));
    adapter->relay_thread_ =
        std::thread(named("relay", [raw = adapter.get()] { raw->relay_loop(); }));
    return adapter;
}

bool Adapter::wait_for_first_block(std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    ErrorLog errors("adapter");
    while (!store_->heads()) {
        if (const auto followed = follower_->step(1); !followed)
            errors.failed(followed.error());
        else if (store_->heads())
            break;
        if (std::chrono::steady_clock::now() >= deadline || !pause()) return false;
    }
    return true;
}

std::expected<void, std::string> Adapter::serve() {
    const auto first = store_->by_number(*store_->first_number());
    beacon_api_ = std::make_unique<BeaconApi>(
        BeaconApiConfig{.genesis_time = first->header.timestamp,
                        .max_blobs_per_block = config_.view.blob_schedule.max_blobs,
                        .version = config_.version},
        *store_);
    auto beacon = http::Server::start(config_.beacon, beacon_api_->routes());
    if (!beacon) return std::unexpected(beacon.error().message);
    beacon_ = *std::move(beacon);
    auto rpc = rpc::serve(config_.rpc, eth_->methods(), config_.serve);
    if (!rpc) return std::unexpected(rpc.error().message);
    rpc_ = *std::move(rpc);
    log::info("adapter", "L1 JSON-RPC at {}, Beacon API at {}", rpc_url(), beacon_url());
    return {};
}

void Adapter::follow() {
    ErrorLog errors("adapter");
    for (bool behind = false; behind || pause();) {
        const auto followed = follower_->step();
        behind = followed && *followed;
        if (followed)
            errors.succeeded();
        else
            errors.failed(followed.error());
        const std::scoped_lock lock(stop_mutex_);
        if (stopping_) return;
    }
}

void Adapter::relay_loop() {
    ErrorLog errors("relay");
    while (pause()) {
        if (const auto relayed = relay_->step(); relayed)
            errors.succeeded();
        else
            errors.failed(relayed.error());
    }
}

bool Adapter::pause() {
    std::unique_lock lock(stop_mutex_);
    return !stop_changed_.wait_for(lock, config_.poll, [this] { return stopping_; });
}

void Adapter::stop() {
    {
        const std::scoped_lock lock(stop_mutex_);
        stopping_ = true;
    }
    stop_changed_.notify_all();
    if (follow_thread_.joinable()) follow_thread_.join();
    if (relay_thread_.joinable()) relay_thread_.join();
    if (rpc_) rpc_->stop();
    if (beacon_) beacon_->stop();
}

Adapter::~Adapter() { stop(); }

}  // namespace dusk::adapter
