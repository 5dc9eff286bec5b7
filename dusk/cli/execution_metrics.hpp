// What the execution node tells Prometheus, by go-ethereum's names where the meaning is the same.
// docs/metrics.md has the table.
#pragma once

#include <memory>
#include <string>

#include <dusk/node/chain/chain.hpp>
#include <dusk/node/pool/txn_pool.hpp>
#include <dusk/platform/metrics/metrics.hpp>
#include <dusk/platform/rpc/call_metrics.hpp>

namespace dusk::cli {

/// Counts calls; those that bring a block count as inserts into the chain, too. Logs each call at
/// level debug, component rpc.
class ExecutionCalls final : public rpc::CallObserver {
public:
    explicit ExecutionCalls(metrics::Registry& registry);
    void called(std::string_view method, std::chrono::nanoseconds took, bool succeeded) override;

private:
    rpc::CallMetrics calls_;
    metrics::Summary& inserts_;
};

/// Registers the metrics; they are read from chain, pool and folder whenever somebody asks, until
/// the result is destroyed.
[[nodiscard]] std::shared_ptr<void> add_execution_metrics(metrics::Registry& registry,
                                                          engine::Chain& chain,
                                                          const pool::TxnPool& pool,
                                                          const std::string& database_folder);

}  // namespace dusk::cli
