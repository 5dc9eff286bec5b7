#include <array>

#include <gtest/gtest.h>

#include <dusk/cli/arguments.hpp>

namespace dusk::cli {
namespace {

TEST(arguments, come_last_first) {
    const std::array argv{"duskevm", "dev", "--a=1", "--b", "2="};
    EXPECT_EQ(arguments_of(5, argv.data()),
              (std::vector<std::string>{"2=", "--b", "--a=1", "dev"}));
    EXPECT_TRUE(arguments_of(1, argv.data()).empty());
}

TEST(arguments, an_empty_value_is_a_value) {
    const std::array argv{"duskevm", "--a=", "--b=x=", "--c"};
    EXPECT_EQ(arguments_of(4, argv.data()), (std::vector<std::string>{"--c", "--b=x=", "", "--a"}));
}

}  // namespace
}  // namespace dusk::cli
