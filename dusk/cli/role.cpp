#include <dusk/cli/role.hpp>
#include <dusk/platform/crypto/kzg.hpp>
#include <dusk/platform/log/log.hpp>
#include <dusk/platform/profile/profile.hpp>
#include <dusk/platform/thread/named.hpp>

namespace dusk::cli {

void add_log_flags(CLI::App& command, LogFlags& flags) {
    command.add_option("--log.level", flags.level, "trace, debug, info, warn, error or off")
        ->capture_default_str();
    command
        .add_option("--verbosity", flags.verbosity,
                    "The level as a number: 0 off, 1 error, 2 warn, 3 info, 4 debug, 5 trace")
        ->check(CLI::Range(0, 5));
    command.add_option("--log.vmodule", flags.modules, "COMPONENT=LEVEL,…: levels of components")
        ->delimiter(',');
    command.add_flag("--log.json", flags.json, "Log as JSON lines");
    command.add_option("--log.file", flags.file, "File for the log; default: standard error");
}

void add_metrics_flags(CLI::App& command, MetricsFlags& flags, std::uint16_t default_port) {
    flags.port = default_port;
    command.add_flag("--metrics", flags.enabled, "Serve metrics for Prometheus");
    command.add_option("--metrics.addr", flags.host, "Address of the metrics server")
        ->capture_default_str();
    command.add_option("--metrics.port", flags.port, "Port of the metrics server")
        ->capture_default_str();
    command.add_flag("--pprof", flags.profile_enabled,
                     "Serve profiles of processor time: /debug/pprof/profile?seconds=N");
    command.add_option("--pprof.addr", flags.profile_host, "Address of the profile server")
        ->capture_default_str();
    command.add_option("--pprof.port", flags.profile_port, "Port of the profile server")
        ->capture_default_str();
}

void fail(std::string_view role, const std::string& text) {
    log::error(role, "{}", text);
    log::flush();
    throw CLI::RuntimeError(1);
}

std::jthread preload_kzg() {
    return std::jthread(named("kzg-setup", [] { kzg::preload(); }));
}

void start_logging(std::string_view role, const LogFlags& flags) {
    // geth's numbers (its internal/flags, log.FromLegacyLevel).
    constexpr log::Level BY_NUMBER[] = {log::Level::off,  log::Level::error, log::Level::warn,
                                        log::Level::info, log::Level::debug, log::Level::trace};
    log::Options options{.json = flags.json, .file = flags.file};
    options.level = flags.verbosity ? BY_NUMBER[*flags.verbosity]
                                    : value_or_fail(role, log::level_from_text(flags.level));
    for (const auto& entry : flags.modules) {
        const auto equals = entry.find('=');
        if (equals == std::string::npos)
            fail(role, "--log.vmodule: want COMPONENT=LEVEL: " + entry);
        const auto level = log::level_from_text(std::string_view(entry).substr(equals + 1));
        options.components.emplace_back(entry.substr(0, equals), value_or_fail(role, level));
    }
    value_or_fail(role, log::configure(options));
}

Monitoring start_metrics(std::string_view role, const MetricsFlags& flags,
                         std::function<metrics::Health()> health,
                         std::function<metrics::Health()> ready) {
    Monitoring out;
    const bool together = flags.enabled && flags.profile_enabled && flags.port != 0 &&
                          flags.port == flags.profile_port && flags.host == flags.profile_host;
    if (flags.enabled) {
        out.process_metrics = metrics::add_process_metrics(metrics::registry());
        std::function<void(http::Router&)> more;
        if (together) more = profile::mount;
        out.metrics = value_or_fail(
            role, metrics::serve(flags.host, flags.port, metrics::registry(),
                                 {.health = std::move(health), .ready = std::move(ready)}, more));
        log::info(role, "serving metrics", {{"url", out.metrics->url() + "/metrics"}});
    }
    if (flags.profile_enabled && !together) {
        http::Router router;
        profile::mount(router);
        out.profile = value_or_fail(role, http::Server::start({.host = flags.profile_host,
                                                               .port = flags.profile_port,
                                                               .worker_threads = 2,
                                                               .connections_max = 64},
                                                              std::move(router)));
    }
    return out;
}

}  // namespace dusk::cli
