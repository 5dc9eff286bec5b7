#include <dusk/cli/role.hpp>
#include <dusk/platform/crypto/kzg.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::cli {

void add_log_flags(CLI::App& command, LogFlags& flags) {
    command.add_option("--log.level", flags.level, "trace, debug, info, warn, error or off")
        ->capture_default_str();
    command.add_flag("--log.json", flags.json, "Log as JSON lines");
}

void add_metrics_flags(CLI::App& command, MetricsFlags& flags, std::uint16_t default_port) {
    flags.port = default_port;
    command.add_flag("--metrics", flags.enabled, "Serve metrics for Prometheus");
    command.add_option("--metrics.addr", flags.host, "Address of the metrics server")
        ->capture_default_str();
    command.add_option("--metrics.port", flags.port, "Port of the metrics server")
        ->capture_default_str();
}

void fail(std::string_view role, const std::string& text) {
    log::error(role, "{}", text);
    log::flush();
    throw CLI::RuntimeError(1);
}

std::jthread preload_kzg() {
    return std::jthread([] { kzg::preload(); });
}

void start_logging(std::string_view role, const LogFlags& flags) {
    const auto level = value_or_fail(role, log::level_from_text(flags.level));
    value_or_fail(role, log::configure({.level = level, .json = flags.json}));
}

std::unique_ptr<http::Server> start_metrics(std::string_view role, const MetricsFlags& flags,
                                            std::function<metrics::Health()> health) {
    if (!flags.enabled) return nullptr;
    return value_or_fail(
        role, metrics::serve(flags.host, flags.port, metrics::registry(), std::move(health)));
}

}  // namespace dusk::cli
