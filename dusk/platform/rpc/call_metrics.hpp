// Counts calls by go-ethereum's names (its rpc/metrics.go): rpc_requests, rpc_success, rpc_failure,
// rpc_duration_all, and rpc_duration_<method>_success and …_failure for each method that was
// called.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include <dusk/platform/metrics/metrics.hpp>
#include <dusk/platform/rpc/dispatcher.hpp>

namespace dusk::rpc {

/// Every call is told here, from all threads: a call writes to its own method's figures only, and
/// what is known of all together is added up when somebody asks.
class CallMetrics final : public CallObserver {
public:
    explicit CallMetrics(metrics::Registry& registry);
    ~CallMetrics() override;
    void called(std::string_view method, std::chrono::nanoseconds took, bool succeeded) override;

private:
    /// Places of a hash table that only grows: twice as many as there could be methods.
    static constexpr std::size_t PLACES = 2048;

    struct Timers {
        std::string method;
        std::atomic<metrics::Summary*> success = nullptr;
        std::atomic<metrics::Summary*> failure = nullptr;
    };
    Timers& timers(std::string_view method);
    metrics::Summary& timer(std::string_view method, bool succeeded);
    void collect() const;

    metrics::Registry& registry_;
    metrics::Summary& all_;
    metrics::Gauge requests_;
    metrics::Gauge success_;
    metrics::Gauge failure_;
    metrics::Summary unknown_;  ///< calls of methods that do not exist
    std::mutex growing_;
    std::array<std::atomic<Timers*>, PLACES> places_{};  ///< written under growing_
    std::shared_ptr<void> collector_;  ///< sets what follows from the counts above
};

}  // namespace dusk::rpc
