#include <dusk/cli/l2_node.hpp>
#include <dusk/platform/clock/clock.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::cli {

ChainConfig chain_config(const genesis::Genesis& genesis) {
    auto config = make_op_config(genesis.chain_id, genesis.forks);
    config.op->fees = {.elasticity = genesis.eip1559.elasticity,
                       .denominator = genesis.eip1559.denominator,
                       .denominator_canyon = genesis.eip1559.denominator_canyon};
    return config;
}

L2Node::L2Node(const genesis::Genesis& genesis, const L2NodeOptions& options)
    : config(chain_config(genesis)),
      store(value_or_fail(options.role, store::ChainStore::open(options.datadir + "/chaindata",
                                                                genesis, options.store))),
      chain(*store, config, native_crypto(), options.execution),
      pool(store->database(), native_crypto(), options.pool,
           [] { return system_clock().now_s(); }) {
    if (store->database().log_was_damaged())
        log::warn(options.role,
                  "the end of the database's log is damaged: the chain goes on from block {}",
                  store->head().number);
}

void PublicServers::start(const ListenSettings& settings, const Start& start_one) {
    is_shared_ = settings.is_shared();
    if (settings.http_enabled)
        http_ = start_one(settings.http_host, settings.http_port,
                          {.cors_domains = settings.http_cors,
                           .vhosts = settings.http_vhosts,
                           .ws_origins = settings.ws_origins,
                           .ws_enabled = is_shared_});
    if (settings.ws_enabled && !is_shared_)
        ws_ = start_one(settings.ws_host, settings.ws_port,
                        {.ws_origins = settings.ws_origins, .http_enabled = false});
}

std::string PublicServers::http_url() const { return http_ ? http_->url() : std::string{}; }

std::string PublicServers::ws_url() const {
    const auto& server = is_shared_ ? http_ : ws_;
    return server ? server->ws_url() : std::string{};
}

void PublicServers::stop() {
    for (auto* server : {http_.get(), ws_.get()})
        if (server != nullptr) server->stop();
}

std::function<void(const kv::Error&)> StorageGuard::listener() {
    return [this](const kv::Error& error) {
        if (!failed_.exchange(true)) log::error(role_, "storage failed: {}", error.message);
        shutdown_.request();
    };
}

void StorageGuard::check() const {
    if (failed_) throw CLI::RuntimeError(1);
}

}  // namespace dusk::cli
