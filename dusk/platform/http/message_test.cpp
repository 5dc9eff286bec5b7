#include <gtest/gtest.h>

#include <dusk/platform/http/message.hpp>
#include <dusk/platform/http/router.hpp>
#include <dusk/platform/http/url.hpp>

namespace dusk::http {
namespace {

TEST(headers, names_compare_without_case) {
    Headers headers{{"Content-Type", "a"}};
    EXPECT_EQ(headers.get("content-type"), "a");
    EXPECT_FALSE(headers.contains("x"));
    headers.set("CONTENT-TYPE", "b");
    EXPECT_EQ(headers.get("Content-Type"), "b");
}

TEST(request, splits_path_and_query) {
    const Request request{.target = "/a%20b?x=1&y=a+b%21&flag&x=2"};
    EXPECT_EQ(request.path(), "/a%20b");
    EXPECT_EQ(request.query("x"), "1");
    EXPECT_EQ(request.query("y"), "a b!");
    EXPECT_EQ(request.query("flag"), "");
    EXPECT_EQ(request.query("z"), std::nullopt);
}

TEST(percent_decode, keeps_malformed_escapes) {
    EXPECT_EQ(percent_decode("%4", false), "%4");
    EXPECT_EQ(percent_decode("%zz%41%", false), "%zzA%");
}

TEST(cors_policy, matches_origins_with_one_star) {
    const CorsPolicy policy{{"https://*.example.org", "http://localhost:3000"}};
    EXPECT_TRUE(policy.allows("https://a.example.org"));
    EXPECT_TRUE(policy.allows("http://LOCALHOST:3000"));
    EXPECT_FALSE(policy.allows("https://example.com"));
    EXPECT_FALSE(CorsPolicy{}.allows("http://localhost:3000"));
}

Response answer(const Request&) { return {}; }

TEST(router, binds_segments_and_rest) {
    Router router;
    router.add(Method::get, "/eth/v1/blobs/{id}", answer);
    router.add(Method::post, "/on/*", answer);
    Request request{.target = "/eth/v1/blobs/a%2Fb?x=1"};
    EXPECT_NE(router.find(request, false).route, nullptr);
    EXPECT_EQ(request.param("id"), "a/b");
    Request rest{.method = Method::post, .target = "/on/contracts:01/deposit"};
    EXPECT_NE(router.find(rest, false).route, nullptr);
    EXPECT_EQ(rest.param("*"), "contracts:01/deposit");
}

TEST(router, tells_404_from_405) {
    Router router;
    router.add(Method::get, "/a", answer);
    Request head{.method = Method::head, .target = "/a"};
    EXPECT_NE(router.find(head, false).route, nullptr);
    Request wrong{.method = Method::post, .target = "/a"};
    const auto match = router.find(wrong, false);
    EXPECT_EQ(match.refusal.status, 405u);
    EXPECT_EQ(match.refusal.headers.get("Allow"), "GET");
    Request unknown{.target = "/a/b"};
    EXPECT_EQ(router.find(unknown, false).refusal.status, 404u);
}

TEST(parse_url, reads_the_parts) {
    const auto plain = parse_url("http://127.0.0.1:8545");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->port, 8545);
    EXPECT_EQ(plain->target, "/");
    EXPECT_EQ(plain->authority(), "127.0.0.1:8545");
    const auto full = parse_url("https://[::1]/a?b=c");
    ASSERT_TRUE(full);
    EXPECT_EQ(full->host, "::1");
    EXPECT_EQ(full->port, 443);
    EXPECT_EQ(full->target, "/a?b=c");
    EXPECT_EQ(full->authority(), "[::1]");
    EXPECT_EQ(parse_url("ws://h?x")->target, "/?x");
    EXPECT_EQ(parse_url("http://h/a#b")->target, "/a");
    EXPECT_EQ(parse_url("http://[fe80::1%eth0]:80/")->host, "fe80::1%eth0");
}

TEST(parse_url, refuses_what_it_cannot_serve) {
    for (const auto* text : {"", "127.0.0.1:8545", "ftp://h", "http://", "http://h:", "http://h:x",
                             "http://h:70000", "http://u@h", "http://[::1", "ws://[[VVV]:80/a?b",
                             "http://[h]", "http://h]/", "http://h /", "http://h\r\nX: y"})
        EXPECT_FALSE(parse_url(text)) << text;
}

}  // namespace
}  // namespace dusk::http
