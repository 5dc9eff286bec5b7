#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/http/client.hpp>
#include <dusk/platform/http/server.hpp>
#include <dusk/platform/profile/profile.hpp>
#include <dusk/platform/profile/symbols.hpp>

namespace dusk::profile {
namespace {

using namespace std::chrono_literals;

/// Not inlined, so that its name shows.
[[gnu::noinline]] std::uint64_t burn_processor_time(const std::atomic<bool>& stop) {
    volatile std::uint64_t sum = 0;
    while (!stop)
        for (unsigned i = 0; i < 1000; ++i) sum = sum + i;
    return sum;
}

TEST(profile, shows_where_the_time_goes) {
    std::atomic<bool> stop = false;
    std::thread busy([&] { burn_processor_time(stop); });
    const auto text = record(10s, [until = std::chrono::steady_clock::now() + 500ms] {
        return std::chrono::steady_clock::now() > until;
    });
    stop = true;
    busy.join();
    ASSERT_TRUE(text) << text.error();
    EXPECT_NE(text->find("burn_processor_time"), std::string::npos) << *text;
    EXPECT_EQ(text->back(), '\n');
}

TEST(profile, is_served) {
    http::Router router;
    mount(router);
    const auto server = *http::Server::start({}, std::move(router));
    http::HttpClient client(server->url());
    for (const auto* bad : {"0", "121", "x", "", "1x", "-1"})
        EXPECT_EQ(client.get(std::string("/debug/pprof/profile?seconds=") + bad)->status, 400u);
    std::thread other([&] {
        EXPECT_EQ(http::HttpClient(server->url()).get("/debug/pprof/profile?seconds=1")->status,
                  200u);
    });
    std::this_thread::sleep_for(300ms);
    EXPECT_EQ(client.get("/debug/pprof/profile?seconds=1")->status, 503u);
    other.join();
}

TEST(symbols, reads_the_program_itself) {
    const auto symbols = Symbols::load();
    EXPECT_GT(symbols.size(), 100u);
    EXPECT_NE(symbols.name(std::bit_cast<std::uintptr_t>(&burn_processor_time))
                  .find("burn_processor_time"),
              std::string::npos);
    EXPECT_EQ(symbols.name(1), "0x1");
}

TEST(symbols, damaged_files_have_none) {
    EXPECT_EQ(Symbols::parse({}).size(), 0u);
    Bytes file(64, 0xff);
    EXPECT_EQ(Symbols::parse(file).size(), 0u);
    const std::array<std::uint8_t, 5> magic = {0x7f, 'E', 'L', 'F', 2};
    std::ranges::copy(magic, file.begin());
    EXPECT_EQ(Symbols::parse(file).size(), 0u);
}

}  // namespace
}  // namespace dusk::profile
