// Metrics for Prometheus: counters, gauges and histograms by name and labels, and their text form.
// Handles are cheap to copy, thread-safe, and valid as long as their Registry.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <dusk/platform/http/router.hpp>
#include <dusk/platform/http/server.hpp>
#include <dusk/platform/metrics/summary.hpp>

namespace dusk::metrics {

using Labels = std::map<std::string, std::string>;

class Counter {
public:
    void increment(double amount = 1) const;
    double value() const;

private:
    friend class Registry;
    explicit Counter(void* impl) : impl_(impl) {}
    void* impl_;
};

class Gauge {
public:
    void set(double value) const;
    void add(double amount) const;
    double value() const;

private:
    friend class Registry;
    explicit Gauge(void* impl) : impl_(impl) {}
    void* impl_;
};

class Histogram {
public:
    void observe(double value) const;

private:
    friend class Registry;
    explicit Histogram(void* impl) : impl_(impl) {}
    void* impl_;
};

class Registry {
public:
    Registry();
    ~Registry();
    Registry(const Registry&) = delete;
    Registry& operator=(const Registry&) = delete;

    /// The metric of this name and labels, made at first use. One name has one type and one help.
    Counter counter(const std::string& name, const std::string& help, const Labels& labels = {});
    Gauge gauge(const std::string& name, const std::string& help, const Labels& labels = {});
    /// `bounds` are the upper bounds of the buckets, ascending.
    Histogram histogram(const std::string& name, const std::string& help,
                        const std::vector<double>& bounds, const Labels& labels = {});
    /// Durations in nanoseconds. It lives as long as the registry.
    Summary& summary(const std::string& name, const std::string& help);
    /// Called before each text(): sets what nobody sets as it changes. Forgotten when the result,
    /// which the registry must outlive, is destroyed.
    [[nodiscard]] std::shared_ptr<void> on_collect(std::function<void()> callback);
    /// Text exposition format 0.0.4.
    std::string text() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The registry of the process.
Registry& registry();

/// Bounds for durations in seconds, 0.1 ms to 10 s.
std::vector<double> duration_bounds_s();

struct Health {
    bool ok = true;
    std::string detail{};  ///< shown as it is, e.g. "no new block for 60 s"
};

/// What a server of metrics tells besides them. Empty functions: always well.
struct Probes {
    std::function<Health()> health{};  ///< whether the process should go on: /health
    std::function<Health()> ready{};   ///< whether it serves, now: /ready
};

/// Adds /metrics, /debug/metrics/prometheus (go-ethereum's path), /health and /ready (200 or 503).
void mount(http::Router& router, Registry& registry, Probes probes = {});
/// The process: processor time, memory, files, start, by the names of Prometheus' own clients.
[[nodiscard]] std::shared_ptr<void> add_process_metrics(Registry& registry);
/// A server with these routes and those that `more` adds.
std::expected<std::unique_ptr<http::Server>, http::ServerError> serve(
    const std::string& host, std::uint16_t port, Registry& registry = metrics::registry(),
    Probes probes = {}, const std::function<void(http::Router&)>& more = {});

}  // namespace dusk::metrics
