#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/rpc/call_metrics.hpp>

namespace dusk::rpc {

CallMetrics::CallMetrics(metrics::Registry& registry)
    : registry_(registry),
      all_(registry.summary("rpc_duration_all", "Duration of calls (ns)")),
      requests_(registry.gauge("rpc_requests", "Calls")),
      success_(registry.gauge("rpc_success", "Calls that gave a result")),
      failure_(registry.gauge("rpc_failure", "Calls that gave an error")),
      collector_(registry.on_collect([this] { collect(); })) {}

CallMetrics::~CallMetrics() {
    collector_.reset();
    for (auto& place : places_) delete place.load();
}

void CallMetrics::collect() const {
    metrics::Summary all;
    all.add(unknown_);
    auto failures = unknown_.count();
    for (const auto& place : places_) {
        const auto* const timers = place.load(std::memory_order_acquire);
        if (timers == nullptr) continue;
        if (const auto* const success = timers->success.load()) all.add(*success);
        const auto* const failure = timers->failure.load();
        if (failure == nullptr) continue;
        all.add(*failure);
        failures += failure->count();
    }
    // Calls go on meanwhile.
    const auto calls = std::max(all.count(), failures);
    requests_.set(static_cast<double>(calls));
    success_.set(static_cast<double>(calls - failures));
    failure_.set(static_cast<double>(failures));
    all_.assign(all);
}

void CallMetrics::called(std::string_view method, std::chrono::nanoseconds took, bool succeeded) {
    auto& summary = method.empty() ? unknown_ : timer(method, succeeded);
    summary.observe(took);
}

/// Made at the first call of its kind.
metrics::Summary& CallMetrics::timer(std::string_view method, bool succeeded) {
    auto& kinds = timers(method);
    auto& known = succeeded ? kinds.success : kinds.failure;
    if (auto* const found = known.load(std::memory_order_acquire)) return *found;
    auto& made = registry_.summary(
        fmt::format("rpc_duration_{}_{}", method, succeeded ? "success" : "failure"),
        fmt::format("Duration of calls of {} that {} (ns)", method,
                    succeeded ? "gave a result" : "gave an error"));
    known.store(&made, std::memory_order_release);
    return made;
}

CallMetrics::Timers& CallMetrics::timers(std::string_view method) {
    const auto first = std::hash<std::string_view>{}(method);
    const auto find = [&](std::size_t step) -> auto& { return places_[(first + step) % PLACES]; };
    std::size_t step = 0;
    for (; step < PLACES; ++step) {
        auto* const timers = find(step).load(std::memory_order_acquire);
        if (timers == nullptr) break;
        if (timers->method == method) return *timers;
    }
    const std::scoped_lock lock(growing_);
    for (;; ++step) {
        DUSK_CHECK(step < PLACES);
        auto& place = find(step);
        auto* timers = place.load();
        if (timers == nullptr) {
            timers = new Timers{std::string{method}};
            place.store(timers, std::memory_order_release);
        }
        if (timers->method == method) return *timers;
    }
}

}  // namespace dusk::rpc
