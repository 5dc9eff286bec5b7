#include <algorithm>
#include <charconv>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include <dusk/cli/role.hpp>
#include <dusk/cli/rpc_flags.hpp>

namespace dusk::cli {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t MEGABYTE = 1024 * 1024;
/// Longer waits are a mistake in the unit.
constexpr std::uint64_t DURATION_MAX_MS = 24 * 3'600'000ULL;

void add_duration(CLI::App& command, const std::string& name, milliseconds& value,
                  const std::string& description) {
    command
        .add_option_function<std::string>(
            name,
            [&value, name](const std::string& text) {
                const auto parsed = parse_duration(text);
                if (!parsed) throw CLI::ValidationError(name, parsed.error());
                value = *parsed;
            },
            description)
        ->default_str(fmt::format("{}s", value.count() / 1000));
}

}  // namespace

unsigned io_threads_default() {
    return std::clamp(std::thread::hardware_concurrency() / 2, 1U, 16U);
}

std::expected<milliseconds, std::string> parse_duration(std::string_view text) {
    using Unit = std::pair<std::string_view, std::uint64_t>;
    constexpr Unit UNITS[] = {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}};
    const auto bad = [&] {
        return std::unexpected(fmt::format("not a duration such as 30s or 500ms: {}", text));
    };
    std::uint64_t all_ms = 0;
    auto rest = text;
    do {
        std::uint64_t number = 0;
        const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), number);
        if (read.ec != std::errc{} || number > DURATION_MAX_MS) return bad();
        rest.remove_prefix(static_cast<std::size_t>(read.ptr - rest.data()));
        const auto unit = rest.substr(0, rest.find_first_of("0123456789"));
        const auto* const found =
            std::ranges::find_if(UNITS, [&](const Unit& row) { return row.first == unit; });
        if (found == std::end(UNITS)) return bad();
        rest.remove_prefix(unit.size());
        all_ms += number * found->second;
    } while (!rest.empty() && all_ms <= DURATION_MAX_MS);
    if (all_ms == 0 || all_ms > DURATION_MAX_MS) return bad();
    return milliseconds{all_ms};
}

void add_rpc_flags(CLI::App& command, RpcFlags& flags) {
    add_duration(command, "--http.timeout.read", flags.read_timeout,
                 "Most time from a request's first byte to its last");
    add_duration(command, "--http.timeout.write", flags.write_timeout,
                 "Most time for the client to take an answer");
    add_duration(command, "--http.timeout.idle", flags.idle_timeout,
                 "Most time between two requests of a connection");
    command
        .add_option("--rpc.batch-request-limit", flags.batch_items_max,
                    "Most calls in a batch; 0: no limit")
        ->capture_default_str();
    command
        .add_option("--rpc.batch-response-max-size", flags.batch_response_bytes_max,
                    "Most bytes of a batch's results; 0: no limit")
        ->capture_default_str();
    command
        .add_option("--rpc.max-request-size", flags.request_mb_max, "Most megabytes of a request")
        ->capture_default_str()
        ->check(CLI::Range(1, 1024));
    command
        .add_option("--rpc.max-buffered", flags.buffered_mb_max,
                    "Most megabytes of requests and answers under way in each server")
        ->capture_default_str()
        ->check(CLI::Range(1, 1024 * 1024));
    command
        .add_option("--rpc.max-connections", flags.connections_max,
                    "Most connections of each server")
        ->capture_default_str();
    command
        .add_option("--rpc.max-connections-per-ip", flags.connections_per_ip_max,
                    "Most connections of one address; 0: no limit")
        ->capture_default_str();
    command
        .add_option("--rpc.rate-limit", flags.calls_per_s,
                    "Calls a second that one address may make; 0: no limit")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    command
        .add_option("--rpc.rate-limit.burst", flags.calls_burst,
                    "Calls that one address may make at once; 0: those of a second")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    command.add_option("--rpc.threads", flags.threads, "Threads that answer slow calls")
        ->capture_default_str()
        ->check(CLI::Range(1, 256));
    command.add_option("--rpc.io-threads", flags.io_threads, "Event loops of connections")
        ->capture_default_str()
        ->check(CLI::Range(1, 64));
    command
        .add_option("--rpc.busy-poll", flags.busy_poll_us,
                    "Microseconds that an event loop looks for requests before it sleeps, while "
                    "they come that soon; 0: none")
        ->capture_default_str()
        ->check(CLI::Range(0, 1'000));
}

http::ServerOptions server_options(const RpcFlags& flags, const std::string& host,
                                   std::uint16_t port) {
    return {.host = host,
            .port = port,
            .io_threads = flags.io_threads,
            .spin = std::chrono::microseconds{flags.busy_poll_us},
            .worker_threads = flags.threads,
            .connections_max = flags.connections_max,
            .connections_per_address_max = flags.connections_per_ip_max,
            .body_size_max = flags.request_mb_max * MEGABYTE,
            .buffered_bytes_max = flags.buffered_mb_max * MEGABYTE,
            .read_timeout = flags.read_timeout,
            .write_timeout = flags.write_timeout,
            .idle_timeout = flags.idle_timeout};
}

void set_limits(const RpcFlags& flags, rpc::ServeOptions& options) {
    options.limits.batch_items_max = flags.batch_items_max;
    options.limits.batch_response_bytes_max = flags.batch_response_bytes_max;
    options.rate_limit = {.calls_per_s = flags.calls_per_s, .burst = flags.calls_burst};
}

std::unique_ptr<rpc::RpcServer> serve_public(std::string_view role, const RpcFlags& flags,
                                             const std::string& host, std::uint16_t port,
                                             rpc::MethodTable table, rpc::ServeOptions options) {
    rpc::add_modules_method(table);
    set_limits(flags, options);
    return value_or_fail(
        role, rpc::serve(server_options(flags, host, port), std::move(table), std::move(options)));
}

}  // namespace dusk::cli
