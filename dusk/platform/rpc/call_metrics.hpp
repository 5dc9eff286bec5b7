// Counts calls by go-ethereum's names (its rpc/metrics.go): rpc_requests, rpc_success, rpc_failure,
// rpc_duration_all, and rpc_duration_<method>_success and …_failure for each method that was
// called.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <shared_mutex>
#include <string>

#include <dusk/platform/metrics/metrics.hpp>
#include <dusk/platform/rpc/dispatcher.hpp>

namespace dusk::rpc {

class CallMetrics final : public CallObserver {
public:
    explicit CallMetrics(metrics::Registry& registry);
    void called(std::string_view method, std::chrono::nanoseconds took, bool succeeded) override;

private:
    struct Timers {
        metrics::Summary* success = nullptr;
        metrics::Summary* failure = nullptr;
    };
    metrics::Summary& timer(std::string_view method, bool succeeded);

    metrics::Registry& registry_;
    metrics::Summary& all_;
    std::atomic<std::uint64_t> failures_ = 0;
    std::shared_mutex mutex_;
    std::map<std::string, Timers, std::less<>> timers_;  ///< guarded by mutex_
    std::shared_ptr<void> collector_;  ///< sets what follows from the counts above
};

}  // namespace dusk::rpc
