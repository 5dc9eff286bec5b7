#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <dusk/platform/http/byte_budget.hpp>

namespace dusk::http {
namespace {

constexpr auto STEP = ByteShare::STEP;

TEST(byte_budget, small_holders_are_free_and_others_count_in_steps) {
    ByteBudget budget(10 * STEP);
    ByteShare share(budget);
    EXPECT_TRUE(share.cover(STEP));
    EXPECT_EQ(budget.used(), 0u);
    EXPECT_TRUE(share.cover(STEP + 1));
    EXPECT_EQ(budget.used(), 2 * STEP);
    EXPECT_TRUE(share.cover(2 * STEP));
    EXPECT_EQ(budget.used(), 2 * STEP);
    EXPECT_TRUE(share.cover(9 * STEP + 5));
    EXPECT_EQ(budget.used(), 10 * STEP);
    EXPECT_TRUE(share.cover(3 * STEP));
    EXPECT_EQ(budget.used(), 3 * STEP);
    share.release();
    EXPECT_EQ(budget.used(), 0u);
}

TEST(byte_budget, a_refusal_changes_nothing) {
    ByteBudget budget(4 * STEP);
    ByteShare first(budget);
    ByteShare second(budget);
    ASSERT_TRUE(first.cover(2 * STEP));
    ASSERT_TRUE(second.cover(2 * STEP));
    EXPECT_FALSE(second.cover(2 * STEP + 1));
    EXPECT_FALSE(first.cover(std::size_t{1} << 40));
    EXPECT_EQ(budget.used(), 4 * STEP);
    first.release();
    EXPECT_TRUE(second.cover(4 * STEP));
}

TEST(byte_budget, a_share_gives_back_once_wherever_it_ends) {
    ByteBudget budget(4 * STEP);
    {
        ByteShare share(budget);
        ASSERT_TRUE(share.cover(3 * STEP));
        const ByteShare moved(std::move(share));
        EXPECT_EQ(budget.used(), 3 * STEP);
    }
    EXPECT_EQ(budget.used(), 0u);
}

TEST(byte_budget, a_share_that_takes_over_gives_back_its_own) {
    ByteBudget budget(8 * STEP);
    ByteShare share(budget);
    ByteShare other(budget);
    ASSERT_TRUE(share.cover(2 * STEP));
    ASSERT_TRUE(other.cover(5 * STEP));
    share = std::move(other);
    EXPECT_EQ(budget.used(), 5 * STEP);
    share.release();
    EXPECT_EQ(budget.used(), 0u);
}

TEST(byte_budget, threads_never_have_more_than_there_is) {
    ByteBudget budget(6 * STEP);
    std::atomic<std::size_t> held = 0;
    std::atomic<bool> too_much = false;
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (std::size_t i = 0; i < 20'000; ++i) {
                ByteShare share(budget);
                const auto size = (2 + (i + t) % 4) * STEP;
                if (!share.cover(size)) continue;
                if (held.fetch_add(size) + size > 6 * STEP) too_much = true;
                held -= size;
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_FALSE(too_much);
    EXPECT_EQ(budget.used(), 0u);
}

}  // namespace
}  // namespace dusk::http
