// What the execution node tells Prometheus, by go-ethereum's names where the meaning is the same.
// docs/metrics.md has the table.
#pragma once

#include <memory>
#include <string>

#include <dusk/cli/role.hpp>
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

/// Of a node that executes, as --metrics and --log.level ask for them.
class ExecutionMetrics {
public:
    /// What is given outlives this: gauges are read whenever somebody asks. `datadir` may be empty.
    ExecutionMetrics(const MetricsFlags& flags, engine::Chain& chain, const pool::TxnPool& pool,
                     const std::string& datadir);

    /// Of all servers of the process; null: nobody wants to know.
    const std::shared_ptr<ExecutionCalls>& calls() const noexcept { return calls_; }

private:
    std::shared_ptr<ExecutionCalls> calls_;
    std::shared_ptr<void> gauges_;
};

}  // namespace dusk::cli
