#include <algorithm>
#include <mutex>

#include <fmt/format.h>

#include <dusk/platform/rpc/call_metrics.hpp>

namespace dusk::rpc {

CallMetrics::CallMetrics(metrics::Registry& registry)
    : registry_(registry), all_(registry.summary("rpc_duration_all", "Duration of calls (ns)")) {
    const auto requests = registry.gauge("rpc_requests", "Calls");
    const auto success = registry.gauge("rpc_success", "Calls that gave a result");
    const auto failure = registry.gauge("rpc_failure", "Calls that gave an error");
    collector_ = registry.on_collect([this, requests, success, failure] {
        const auto failures = failures_.load();
        const auto calls = std::max(all_.count(), failures);
        requests.set(static_cast<double>(calls));
        success.set(static_cast<double>(calls - failures));
        failure.set(static_cast<double>(failures));
    });
}

void CallMetrics::called(std::string_view method, std::chrono::nanoseconds took, bool succeeded) {
    all_.observe(took);
    if (!succeeded) failures_.fetch_add(1, std::memory_order_relaxed);
    if (!method.empty()) timer(method, succeeded).observe(took);
}

/// Made at the first call of its kind; there are as many as methods.
metrics::Summary& CallMetrics::timer(std::string_view method, bool succeeded) {
    const auto member = succeeded ? &Timers::success : &Timers::failure;
    {
        const std::shared_lock lock(mutex_);
        const auto found = timers_.find(method);
        if (found != timers_.end() && found->second.*member != nullptr)
            return *(found->second.*member);
    }
    const std::scoped_lock lock(mutex_);
    auto& timer = timers_.try_emplace(std::string(method)).first->second.*member;
    if (timer == nullptr)
        timer = &registry_.summary(
            fmt::format("rpc_duration_{}_{}", method, succeeded ? "success" : "failure"),
            fmt::format("Duration of calls of {} that {} (ns)", method,
                        succeeded ? "gave a result" : "gave an error"));
    return *timer;
}

}  // namespace dusk::rpc
