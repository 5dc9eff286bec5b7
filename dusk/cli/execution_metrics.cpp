#include <filesystem>

#include <dusk/cli/execution_metrics.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::cli {
namespace {

constexpr std::string_view COMPONENT = "rpc";

double size_of_folder(const std::string& folder) {
    std::error_code failure;
    double size = 0;
    for (std::filesystem::recursive_directory_iterator at(folder, failure), end;
         !failure && at != end; at.increment(failure)) {
        std::error_code gone;  // the database removes files as it likes
        if (const auto bytes = at->file_size(gone); !gone) size += static_cast<double>(bytes);
    }
    return size;
}

/// They are read until the result is destroyed.
std::shared_ptr<void> add_gauges(metrics::Registry& registry, engine::Chain& chain,
                                 const pool::TxnPool& pool, const std::string& database_folder) {
    const auto head = registry.gauge("chain_head_block", "Number of the head block");
    const auto header = registry.gauge("chain_head_header", "Number of the newest header");
    const auto safe = registry.gauge("chain_head_safe", "Number of the safe block");
    const auto finalized = registry.gauge("chain_head_finalized", "Number of the final block");
    const auto pending = registry.gauge("txpool_pending", "Executable transactions in the pool");
    const auto queued = registry.gauge("txpool_queued", "Transactions behind a nonce gap");
    const auto size = registry.gauge("eth_db_chaindata_disk_size", "Bytes of the database's files");
    return registry.on_collect([=, &chain, &pool] {
        const auto number = static_cast<double>(chain.store().head().number);
        head.set(number);
        header.set(number);  // a header comes with its block
        safe.set(static_cast<double>(chain.store().safe().number));
        finalized.set(static_cast<double>(chain.store().finalized().number));
        const auto counts = pool.counts();
        pending.set(static_cast<double>(counts.pending));
        queued.set(static_cast<double>(counts.queued));
        size.set(size_of_folder(database_folder));
    });
}

}  // namespace

ExecutionCalls::ExecutionCalls(metrics::Registry& registry)
    : calls_(registry),
      inserts_(registry.summary("chain_inserts", "Duration of engine_newPayload calls (ns)")) {}

void ExecutionCalls::called(std::string_view method, std::chrono::nanoseconds took,
                            bool succeeded) {
    calls_.called(method, took, succeeded);
    if (succeeded && method.starts_with("engine_newPayload")) inserts_.observe(took);
    if (!log::enabled(log::Level::debug, COMPONENT)) return;
    const auto took_us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    log::debug(COMPONENT, succeeded ? "served" : "refused",
               {{"method", method.empty() ? "unknown" : method}, {"took_us", took_us}});
}

ExecutionMetrics::ExecutionMetrics(const MetricsFlags& flags, engine::Chain& chain,
                                   const pool::TxnPool& pool, const std::string& datadir) {
    auto& registry = metrics::registry();
    if (flags.enabled || log::enabled(log::Level::debug, COMPONENT))
        calls_ = std::make_shared<ExecutionCalls>(registry);
    if (flags.enabled)
        gauges_ = add_gauges(registry, chain, pool, datadir.empty() ? "" : datadir + "/chaindata");
}

}  // namespace dusk::cli
