#include <thread>

#include <gtest/gtest.h>

#include <dusk/platform/http/client.hpp>
#include <dusk/platform/metrics/metrics.hpp>

namespace dusk::metrics {
namespace {

TEST(metrics, text_has_every_metric) {
    Registry registry;
    registry.counter("dusk_blocks_total", "Blocks.", {{"kind", "safe"}}).increment(3);
    registry.counter("dusk_blocks_total", "Blocks.", {{"kind", "safe"}}).increment();
    registry.gauge("dusk_head", "Head.").set(7.5);
    registry.histogram("dusk_time", "Time.", {1, 2}).observe(1.5);
    const auto text = registry.text();
    EXPECT_NE(text.find("# TYPE dusk_blocks_total counter"), std::string::npos) << text;
    EXPECT_NE(text.find("dusk_blocks_total{kind=\"safe\"} 4"), std::string::npos) << text;
    EXPECT_NE(text.find("dusk_head 7.5"), std::string::npos);
    EXPECT_NE(text.find("dusk_time_bucket{le=\"2\"} 1"), std::string::npos);
}

TEST(metrics, handles_count_from_many_threads) {
    Registry registry;
    const auto counter = registry.counter("c", "c");
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 1000; ++i) counter.increment();
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(counter.value(), 4000);
}

TEST(metrics, summaries_tell_quantiles_within_an_eighth) {
    Registry registry;
    auto& summary = registry.summary("rpc_duration_all", "Calls.");
    for (int i = 1; i <= 10'000; ++i) summary.observe(std::chrono::nanoseconds{i * 100});
    EXPECT_EQ(&registry.summary("rpc_duration_all", "Calls."), &summary);
    for (const double share : {0.001, 0.5, 0.95, 0.999}) {
        const auto exact = share * 1'000'000;
        EXPECT_GE(static_cast<double>(summary.quantile(share)), exact);
        EXPECT_LE(static_cast<double>(summary.quantile(share)), exact * 1.126);
    }
    summary.observe(std::chrono::nanoseconds::max());
    summary.observe(std::chrono::nanoseconds{-5});
    EXPECT_EQ(summary.count(), 10'002u);
    const auto text = registry.text();
    EXPECT_NE(text.find("# TYPE rpc_duration_all summary\n"), std::string::npos) << text;
    EXPECT_NE(text.find("rpc_duration_all{quantile=\"0.5\"} "), std::string::npos) << text;
    EXPECT_NE(text.find("rpc_duration_all_count 10002\n"), std::string::npos) << text;
}

TEST(metrics, collectors_are_asked_until_they_are_gone) {
    Registry registry;
    const auto gauge = registry.gauge("g", "g");
    int calls = 0;
    auto collector = registry.on_collect([&] { gauge.set(++calls); });
    EXPECT_NE(registry.text().find("\ng 1\n"), std::string::npos);
    collector.reset();
    EXPECT_NE(registry.text().find("\ng 1\n"), std::string::npos);
    EXPECT_EQ(calls, 1);
}

TEST(metrics, process_is_told) {
    Registry registry;
    const auto process = add_process_metrics(registry);
    const auto text = registry.text();
    for (const auto* name : {"process_cpu_seconds_total ", "process_resident_memory_bytes ",
                             "process_open_fds ", "process_threads "})
        EXPECT_NE(text.find(std::string("\n") + name), std::string::npos) << name << text;
}

TEST(metrics, served_with_health) {
    Registry registry;
    registry.gauge("dusk_head", "Head.").set(1);
    bool ok = true;
    const auto server = serve("127.0.0.1", 0, registry,
                              {.health = [&] { return Health{ok, ok ? "" : "no new block"}; },
                               .ready = [] { return Health{false, "starting"}; }});
    ASSERT_TRUE(server);
    http::HttpClient client((*server)->url());
    EXPECT_NE(client.get("/metrics")->body.find("dusk_head 1"), std::string::npos);
    EXPECT_EQ(client.get("/debug/metrics/prometheus")->status, 200u);
    EXPECT_EQ(client.get("/health")->body, R"({"status":"ok"})");
    EXPECT_EQ(client.get("/ready")->status, 503u);
    EXPECT_EQ(client.get("/ready")->body, R"({"status":"unhealthy","detail":"starting"})");
    ok = false;
    EXPECT_EQ(client.get("/health")->status, 503u);
    EXPECT_EQ(client.get("/health")->body, R"({"status":"unhealthy","detail":"no new block"})");
}

}  // namespace
}  // namespace dusk::metrics
