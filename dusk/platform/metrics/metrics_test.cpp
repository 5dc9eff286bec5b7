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

TEST(metrics, served_with_health) {
    Registry registry;
    registry.gauge("dusk_head", "Head.").set(1);
    bool ok = true;
    const auto server =
        serve("127.0.0.1", 0, registry, [&] { return Health{ok, ok ? "" : "no new block"}; });
    ASSERT_TRUE(server);
    http::HttpClient client((*server)->url());
    EXPECT_NE(client.get("/metrics")->body.find("dusk_head 1"), std::string::npos);
    EXPECT_EQ(client.get("/debug/metrics/prometheus")->status, 200u);
    EXPECT_EQ(client.get("/health")->body, R"({"status":"ok"})");
    ok = false;
    EXPECT_EQ(client.get("/health")->status, 503u);
    EXPECT_EQ(client.get("/health")->body, R"({"status":"unhealthy","detail":"no new block"})");
}

}  // namespace
}  // namespace dusk::metrics
