// Limits of the execution node's servers, as flags: op-geth's names where it has one, op-reth's
// where only it has.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include <dusk/platform/http/server.hpp>
#include <dusk/platform/rpc/server.hpp>

namespace dusk::cli {

/// Half of the processors, at most 16. The others are for execution and for clients of the same
/// machine: with a loop for each, more threads wake for fewer requests each.
unsigned io_threads_default();

struct RpcFlags {
    std::chrono::milliseconds read_timeout{30'000};
    std::chrono::milliseconds write_timeout{30'000};
    std::chrono::milliseconds idle_timeout{120'000};
    std::size_t batch_items_max = 1000;
    std::size_t batch_response_bytes_max = 25'000'000;
    std::size_t request_mb_max = 5;
    std::size_t buffered_mb_max = 1024;
    std::size_t connections_max = 1024;
    std::size_t connections_per_ip_max = 0;
    double calls_per_s = 0;
    double calls_burst = 0;
    unsigned threads = 4;
    unsigned io_threads = io_threads_default();
    std::uint32_t busy_poll_us = 50;
};

/// "30s", "1m30s", "500ms": Go's durations of hours, minutes, seconds, milliseconds.
std::expected<std::chrono::milliseconds, std::string> parse_duration(std::string_view text);

void add_rpc_flags(CLI::App& command, RpcFlags& flags);
/// Options of a server at this address, with these limits.
http::ServerOptions server_options(const RpcFlags& flags, const std::string& host,
                                   std::uint16_t port);
/// Sets the limits of calls.
void set_limits(const RpcFlags& flags, rpc::ServeOptions& options);
/// A server of `table` with all of these limits; fail() where it cannot listen.
std::unique_ptr<rpc::RpcServer> serve_public(std::string_view role, const RpcFlags& flags,
                                             const std::string& host, std::uint16_t port,
                                             rpc::MethodTable table, rpc::ServeOptions options);

}  // namespace dusk::cli
