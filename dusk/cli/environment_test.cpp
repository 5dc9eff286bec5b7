#include <cstdlib>

#include <gtest/gtest.h>

#include <dusk/cli/environment.hpp>

namespace dusk::cli {
namespace {

struct Flags {
    std::string l1;
    std::uint16_t port = 1;
    bool enabled = false;
    std::vector<std::string> list;
};

Flags parse(const std::string& line) {
    CLI::App app;
    Flags flags;
    app.add_option("--l1", flags.l1)->required();
    app.add_option("--rpc.some-port", flags.port);
    app.add_flag("--enabled", flags.enabled);
    app.add_option("--list", flags.list)->delimiter(',');
    add_environment(app, "DUSK_TEST", {{"l1", "l1-eth-rpc"}});
    app.parse(line);
    return flags;
}

TEST(environment, gives_flags_that_the_command_line_does_not) {
    EXPECT_THROW(parse(""), CLI::RequiredError);
    ::setenv("DUSK_TEST_L1_ETH_RPC", "http://l1", 1);
    ::setenv("DUSK_TEST_RPC_SOME_PORT", "77", 1);
    ::setenv("DUSK_TEST_ENABLED", "true", 1);
    ::setenv("DUSK_TEST_LIST", "a,b", 1);
    const auto flags = parse("");
    EXPECT_EQ(flags.l1, "http://l1");
    EXPECT_EQ(flags.port, 77);
    EXPECT_TRUE(flags.enabled);
    EXPECT_EQ(flags.list, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(parse("--rpc.some-port 78").port, 78);
    EXPECT_EQ(parse("--l1 http://other").l1, "http://other");
    ::setenv("DUSK_TEST_ENABLED", "false", 1);
    EXPECT_FALSE(parse("").enabled);
    ::setenv("DUSK_TEST_RPC_SOME_PORT", "many", 1);
    EXPECT_THROW(parse(""), CLI::ConversionError);
}

}  // namespace
}  // namespace dusk::cli
