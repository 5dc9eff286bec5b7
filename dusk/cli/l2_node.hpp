// What the nodes that execute an L2 chain share: its store, the chain, the pool, the public
// servers, and how they end when the disk fails.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <dusk/cli/role.hpp>
#include <dusk/node/chain/chain.hpp>
#include <dusk/node/genesis/genesis_file.hpp>
#include <dusk/node/pool/txn_pool.hpp>
#include <dusk/platform/clock/shutdown.hpp>
#include <dusk/platform/rpc/server.hpp>

namespace dusk::cli {

/// Of an OP chain, with its own fee parameters.
ChainConfig chain_config(const genesis::Genesis& genesis);

struct L2NodeOptions {
    std::string_view role;
    std::string datadir;
    store::StoreOptions store;
    pool::PoolLimits pool{};
    parallel::ProcessorOptions execution{};
};

struct L2Node {
    /// Opens the folder's chain, or begins that of `genesis`; fail() where neither can be.
    L2Node(const genesis::Genesis& genesis, const L2NodeOptions& options);

    const ChainConfig config;
    const std::unique_ptr<store::ChainStore> store;
    engine::Chain chain;
    pool::TxnPool pool;
};

/// Where the public RPC listens, and for whom.
struct ListenSettings {
    bool http_enabled = true;
    bool ws_enabled = true;
    std::string http_host = "127.0.0.1";
    std::uint16_t http_port = 8545;
    std::string ws_host = "127.0.0.1";
    /// Equal to http_port: one server for both.
    std::uint16_t ws_port = 8546;
    std::vector<std::string> http_cors{};
    std::vector<std::string> http_vhosts = {"localhost"};
    std::vector<std::string> ws_origins{};

    /// One server for both.
    bool is_shared() const noexcept {
        return http_enabled && ws_enabled && ws_port == http_port && ws_port != 0;
    }
};

class PublicServers {
public:
    using Start = std::function<std::unique_ptr<rpc::RpcServer>(
        const std::string& host, std::uint16_t port, rpc::ServeOptions options)>;

    void start(const ListenSettings& settings, const Start& start_one);
    /// Empty: not served.
    std::string http_url() const;
    std::string ws_url() const;
    void stop();

private:
    bool is_shared_ = false;
    std::unique_ptr<rpc::RpcServer> http_;
    std::unique_ptr<rpc::RpcServer> ws_;
};

/// A node whose disk is full or damaged can only give wrong answers or none: it ends.
class StorageGuard {
public:
    /// Both outlive the store that has the listener.
    StorageGuard(std::string_view role, ShutdownSignal& shutdown)
        : role_(role), shutdown_(shutdown) {}

    std::function<void(const kv::Error&)> listener();
    /// After the node has stopped: ends the program with exit code 1 if the storage failed.
    void check() const;

private:
    const std::string_view role_;
    ShutdownSignal& shutdown_;
    std::atomic<bool> failed_ = false;
};

}  // namespace dusk::cli
