#include <gtest/gtest.h>

#include <dusk/cli/l2_node.hpp>

namespace dusk::cli {
namespace {

/// Servers of nothing, and what they were asked to be.
struct Started {
    PublicServers servers;
    std::vector<rpc::ServeOptions> options{};

    explicit Started(const ListenSettings& settings) {
        servers.start(settings, [this](const std::string& host, std::uint16_t port,
                                       rpc::ServeOptions wanted) {
            options.push_back(wanted);
            return *rpc::serve({.host = host, .port = port}, {}, std::move(wanted));
        });
    }
};

TEST(public_servers, are_two) {
    const Started started({.http_port = 0, .ws_port = 0});
    ASSERT_EQ(started.options.size(), 2u);
    EXPECT_FALSE(started.options[0].ws_enabled);
    EXPECT_FALSE(started.options[1].http_enabled);
    EXPECT_TRUE(started.servers.http_url().starts_with("http://127.0.0.1:"));
    EXPECT_TRUE(started.servers.ws_url().starts_with("ws://127.0.0.1:"));
}

TEST(public_servers, may_be_one_or_none) {
    const auto free_port = Started({.ws_enabled = false, .http_port = 0}).servers.http_url();
    const auto port =
        static_cast<std::uint16_t>(std::stoul(free_port.substr(free_port.rfind(':') + 1)));
    const Started shared({.http_port = port, .ws_port = port});
    ASSERT_EQ(shared.options.size(), 1u);
    EXPECT_TRUE(shared.options[0].http_enabled && shared.options[0].ws_enabled);
    EXPECT_EQ(shared.servers.ws_url().substr(2), shared.servers.http_url().substr(4));

    const Started web_socket({.http_enabled = false, .ws_port = 0});
    EXPECT_EQ(web_socket.options.size(), 1u);
    EXPECT_EQ(web_socket.servers.http_url(), "");
    EXPECT_NE(web_socket.servers.ws_url(), "");

    const Started none({.http_enabled = false, .ws_enabled = false});
    EXPECT_TRUE(none.options.empty());
    EXPECT_EQ(none.servers.ws_url(), "");
}

}  // namespace
}  // namespace dusk::cli
