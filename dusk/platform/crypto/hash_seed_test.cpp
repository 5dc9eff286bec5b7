#include <gtest/gtest.h>

#include <dusk/core/base/flat_map.hpp>

namespace dusk {
namespace {

TEST(hash_seed, is_a_secret_that_stays) {
    const auto seed = hash_seed();
    EXPECT_NE(seed.first, portable::HASH_SEED.first);
    EXPECT_NE(seed.second, portable::HASH_SEED.second);
    EXPECT_NE(seed.first, seed.second);
    EXPECT_EQ(hash_seed().first, seed.first);
    EXPECT_EQ(hash_seed().second, seed.second);
}

}  // namespace
}  // namespace dusk
