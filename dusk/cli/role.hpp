// What every role's command shares: flags for logs and metrics, and the way a start fails.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include <dusk/platform/http/server.hpp>
#include <dusk/platform/metrics/metrics.hpp>

namespace dusk::cli {

struct LogFlags {
    std::string level = "info";
    std::optional<unsigned> verbosity{};  ///< geth's number for the level
    std::vector<std::string> modules{};   ///< COMPONENT=LEVEL
    bool json = false;
    std::string file{};
};

struct MetricsFlags {
    bool enabled = false;
    std::string host = "127.0.0.1";
    std::uint16_t port = 7300;
    bool profile_enabled = false;
    std::string profile_host = "127.0.0.1";
    std::uint16_t profile_port = 6060;
};

/// --log.level, --verbosity, --log.vmodule, --log.json, --log.file
void add_log_flags(CLI::App& command, LogFlags& flags);
/// --metrics, --metrics.addr, --metrics.port; --pprof, --pprof.addr, --pprof.port
void add_metrics_flags(CLI::App& command, MetricsFlags& flags, std::uint16_t default_port);

/// Logs `text` as the role's last word and ends the program with exit code 1.
[[noreturn]] void fail(std::string_view role, const std::string& text);

/// The value, or fail() with what the error says of itself.
template <class T, class E>
T value_or_fail(std::string_view role, std::expected<T, E> value) {
    if (!value) {
        if constexpr (requires { value.error().text(); })
            fail(role, value.error().text());
        else if constexpr (requires { value.error().message; })
            fail(role, value.error().message);
        else
            fail(role, std::string(value.error()));
    }
    if constexpr (!std::is_void_v<T>) return *std::move(value);
}

/// Loads the KZG setup beside the role's start: only the first blob proof waits for it.
[[nodiscard]] std::jthread preload_kzg();

void start_logging(std::string_view role, const LogFlags& flags);

/// Servers of metrics and profiles, one for both if they have the same address.
struct Monitoring {
    std::shared_ptr<void> process_metrics{};
    std::unique_ptr<http::Server> metrics{};
    std::unique_ptr<http::Server> profile{};
};
Monitoring start_metrics(std::string_view role, const MetricsFlags& flags,
                         std::function<metrics::Health()> health,
                         std::function<metrics::Health()> ready = {});

}  // namespace dusk::cli
