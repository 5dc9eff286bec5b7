#include <gtest/gtest.h>

#include <dusk/platform/rpc/access.hpp>

namespace dusk::rpc {
namespace {

/// Whether a request that names `host` is let in where "localhost" is the only name.
bool lets_in(std::string_view host) {
    static const std::vector<std::string> vhosts = {"localhost"};
    http::Request request;
    request.headers.add("Host", host);
    return !check_vhost(vhosts, request).has_value();
}

TEST(rpc_access, a_host_is_a_known_name_or_an_address) {
    for (const auto* host :
         {"localhost", "LocalHost:8545", "127.0.0.1", "127.0.0.1:8545", "0.0.0.0",
          "255.255.255.255", "[::1]", "[::1]:8545", "[::ffff:1.2.3.4]:1"})
        EXPECT_TRUE(lets_in(host)) << host;
    for (const auto* host :
         {"example.org", "127.0.0.1.example.org", "127.0.0", "127.0.0.", "127.0.0.1.",
          "127.0.0.1.5", "256.0.0.1", "01.2.3.4", "1.2.3.00", "1..2.3", ".1.2.3", "+1.2.3.4",
          "1.2.3.4 ", "0x7f.0.0.1", "4294967296.0.0.1"})
        EXPECT_FALSE(lets_in(host)) << host;
}

}  // namespace
}  // namespace dusk::rpc
