#include <array>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <pthread.h>

#include <dusk/platform/thread/named.hpp>

namespace dusk {
namespace {

std::string own_name() {
    std::array<char, 16> name{};
    (void)::pthread_getname_np(::pthread_self(), name.data(), name.size());
    return name.data();
}

TEST(NamedThread, HasItsNameWhileItRuns) {
    std::string seen;
    std::thread(named("fifteen-letters", [&] { seen = own_name(); })).join();
    EXPECT_EQ(seen, "fifteen-letters");
    EXPECT_NE(own_name(), seen);
}

}  // namespace
}  // namespace dusk
