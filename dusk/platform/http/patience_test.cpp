#include <gtest/gtest.h>

#include <dusk/platform/http/patience.hpp>

namespace dusk::http {
namespace {

using namespace std::chrono_literals;

TEST(patience, looks_while_events_are_near) {
    Patience patience(50us);
    EXPECT_FALSE(patience.wants());
    patience.found(70us);  // woken late
    EXPECT_TRUE(patience.wants());
    patience.found(10us);
    EXPECT_TRUE(patience.wants());
    patience.found(1s);
    EXPECT_FALSE(patience.wants());
}

TEST(patience, never_looks_without_a_limit) {
    Patience patience(0us);
    patience.found(0us);
    EXPECT_FALSE(patience.wants());
}

/// Events that come just after each try.
TEST(patience, tries_ever_more_rarely_what_is_in_vain) {
    Patience patience(50us);
    unsigned tries = 0;
    for (int i = 0; i < 100'000; ++i) {
        if (patience.wants()) {
            ++tries;
            patience.gave_up();
        }
        patience.found(80us);
    }
    EXPECT_LT(tries, 120u);
    EXPECT_GT(tries, 90u);
}

TEST(patience, is_regained_by_a_success) {
    Patience patience(50us);
    patience.found(10us);
    for (int i = 0; i < 20; ++i) {
        while (!patience.wants()) patience.found(80us);
        patience.gave_up();
    }
    while (!patience.wants()) patience.found(80us);
    patience.found(10us);
    patience.gave_up();
    patience.found(80us);
    EXPECT_TRUE(patience.wants());
}

}  // namespace
}  // namespace dusk::http
