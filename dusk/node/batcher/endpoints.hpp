// The two nodes of L2 that the batcher asks: the rollup node for heads, the execution node for
// blocks. Errors are texts.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include <dusk/core/rollup/rollup_config.hpp>
#include <dusk/node/batcher/l2_block.hpp>
#include <dusk/node/batcher/sync_status.hpp>
#include <dusk/platform/rpc/client.hpp>

namespace dusk::batcher {

class RollupNode {
public:
    explicit RollupNode(std::string_view url) : client_(url, {.timeout = TIMEOUT}) {}
    std::expected<rollup::RollupConfig, std::string> config();
    std::expected<SyncStatus, std::string> status();

private:
    static constexpr std::chrono::milliseconds TIMEOUT{10'000};
    rpc::Client client_;
};

class ExecutionNode {
public:
    explicit ExecutionNode(std::string_view url) : client_(url, {.timeout = TIMEOUT}) {}
    /// Blocks `first` to `last`, each checked against its hash.
    std::expected<std::vector<L2Block>, std::string> blocks(const rollup::RollupConfig& config,
                                                            std::uint64_t first,
                                                            std::uint64_t last);
    /// miner_setMaxDASize; 0: no limit. False: the node does not offer it.
    std::expected<bool, std::string> set_max_da_size(std::uint64_t txn_size,
                                                     std::uint64_t block_size);

private:
    static constexpr std::chrono::milliseconds TIMEOUT{30'000};
    rpc::Client client_;
};

}  // namespace dusk::batcher
