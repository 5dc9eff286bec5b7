#include <gtest/gtest.h>

#include <dusk/cli/rpc_flags.hpp>

namespace dusk::cli {
namespace {

TEST(rpc_flags, durations_are_gos) {
    using std::chrono::milliseconds;
    EXPECT_EQ(parse_duration("30s"), milliseconds{30'000});
    EXPECT_EQ(parse_duration("500ms"), milliseconds{500});
    EXPECT_EQ(parse_duration("1m30s"), milliseconds{90'000});
    EXPECT_EQ(parse_duration("2h"), milliseconds{7'200'000});
    for (const auto* bad : {"", "30", "s", "0s", "-1s", "1.5s", "30 s", "5d", "25h", "1s2",
                            "99999999999999999999s", "18446744073709551615ms"})
        EXPECT_FALSE(parse_duration(bad)) << bad;
}

TEST(rpc_flags, reach_the_servers_options) {
    CLI::App app;
    RpcFlags flags;
    add_rpc_flags(app, flags);
    app.parse(
        "--http.timeout.read 5s --http.timeout.write 6s --http.timeout.idle 7s "
        "--rpc.batch-request-limit 8 --rpc.batch-response-max-size 9 --rpc.max-request-size 10 "
        "--rpc.max-connections 11 --rpc.max-connections-per-ip 12 --rpc.rate-limit 13.5 "
        "--rpc.rate-limit.burst 14 --rpc.threads 15 --rpc.io-threads 16 --rpc.busy-poll 17 "
        "--rpc.max-buffered 18");
    const auto server = server_options(flags, "127.0.0.1", 1);
    EXPECT_EQ(server.read_timeout, std::chrono::seconds{5});
    EXPECT_EQ(server.write_timeout, std::chrono::seconds{6});
    EXPECT_EQ(server.idle_timeout, std::chrono::seconds{7});
    EXPECT_EQ(server.body_size_max, 10u * 1024 * 1024);
    EXPECT_EQ(server.buffered_bytes_max, 18u * 1024 * 1024);
    EXPECT_EQ(server.connections_max, 11u);
    EXPECT_EQ(server.connections_per_address_max, 12u);
    EXPECT_EQ(server.worker_threads, 15u);
    EXPECT_EQ(server.io_threads, 16u);
    EXPECT_EQ(server.spin, std::chrono::microseconds{17});
    rpc::ServeOptions options;
    set_limits(flags, options);
    EXPECT_EQ(options.limits.batch_items_max, 8u);
    EXPECT_EQ(options.limits.batch_response_bytes_max, 9u);
    EXPECT_EQ(options.rate_limit.calls_per_s, 13.5);
    EXPECT_EQ(options.rate_limit.burst, 14);
    EXPECT_THROW(app.parse("--http.timeout.read soon"), CLI::ValidationError);
}

}  // namespace
}  // namespace dusk::cli
