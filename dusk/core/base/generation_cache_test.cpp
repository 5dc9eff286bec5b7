#include <gtest/gtest.h>

#include <dusk/core/base/generation_cache.hpp>

namespace dusk {
namespace {

using Cache = GenerationCache<std::uint64_t, int, 4>;

TEST(generation_cache, finds_what_was_inserted) {
    Cache cache;
    EXPECT_EQ(cache.find(1), std::nullopt);
    cache.insert(1, 10);
    EXPECT_EQ(cache.find(1), 10);
    cache.insert(1, 11);
    EXPECT_EQ(cache.find(1), 11);
}

TEST(generation_cache, forgets_the_older_generation) {
    Cache cache;
    for (std::uint64_t i = 0; i < 9; ++i) cache.insert(i, static_cast<int>(i));
    for (std::uint64_t i = 0; i < 4; ++i) EXPECT_EQ(cache.find(i), std::nullopt);
    EXPECT_EQ(cache.find(8), 8);
    EXPECT_EQ(cache.find(5), 5);
}

TEST(generation_cache, keeps_what_is_in_use) {
    Cache cache;
    cache.insert(0, 7);
    for (std::uint64_t i = 1; i < 100; ++i) {
        cache.insert(i, 1);
        ASSERT_EQ(cache.find(0), 7) << i;
    }
}

}  // namespace
}  // namespace dusk
