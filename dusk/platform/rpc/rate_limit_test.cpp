#include <fmt/format.h>
#include <gtest/gtest.h>

#include <dusk/platform/rpc/rate_limit.hpp>

namespace dusk::rpc {
namespace {

using namespace std::chrono_literals;

const RateLimiter::Time START{1h};

int admitted(RateLimiter& limiter, std::string_view remote, RateLimiter::Time now, int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += limiter.admit(remote, now) ? 1 : 0;
    return count;
}

TEST(rate_limiter, refills_with_time) {
    RateLimiter limiter({.calls_per_s = 10, .burst = 20});
    EXPECT_EQ(admitted(limiter, "1.2.3.4:5", START, 50), 20);
    EXPECT_EQ(admitted(limiter, "1.2.3.4:5", START + 500ms, 50), 5);
    EXPECT_EQ(admitted(limiter, "1.2.3.4:5", START + 1h, 50), 20);
}

TEST(rate_limiter, tells_addresses_apart_and_not_ports) {
    RateLimiter limiter({.calls_per_s = 1});
    EXPECT_EQ(admitted(limiter, "1.2.3.4:5", START, 5), 1);
    EXPECT_EQ(admitted(limiter, "1.2.3.4:6", START, 5), 0);
    EXPECT_EQ(admitted(limiter, "1.2.3.5:5", START, 5), 1);
    EXPECT_EQ(admitted(limiter, "[2001:db8::1]:5", START, 5), 1);
    EXPECT_EQ(admitted(limiter, "[2001:db8::2]:5", START, 5), 0);
    EXPECT_EQ(admitted(limiter, "[2001:db8:0:1::1]:5", START, 5), 1);
}

TEST(rate_limiter, batches_are_owed) {
    RateLimiter limiter({.calls_per_s = 10});
    EXPECT_TRUE(limiter.admit("1.2.3.4:5", START));
    limiter.charge("1.2.3.4:5", 29);
    EXPECT_FALSE(limiter.admit("1.2.3.4:5", START + 1s));
    EXPECT_TRUE(limiter.admit("1.2.3.4:5", START + 2200ms));
}

TEST(rate_limiter, memory_is_bounded) {
    RateLimiter limiter({.calls_per_s = 1});
    for (std::size_t i = 0; i < 2 * RateLimiter::ADDRESSES_MAX; ++i)
        limiter.admit(
            fmt::format("{}.{}.{}.{}:1", i >> 24, (i >> 16) & 255, (i >> 8) & 255, i & 255), START);
    EXPECT_TRUE(limiter.admit("99.0.0.1:1", START));
    EXPECT_TRUE(RateLimiter({}).admit("1.1.1.1:1", START));
}

}  // namespace
}  // namespace dusk::rpc
