// Paths, bodies and versions of RUES (spec/duskds-http.md section 1).
#include <gtest/gtest.h>

#include <dusk/settlement/api/rues.hpp>

namespace dusk::settlement::api {
namespace {

TEST(RuesPath, splits_component_entity_and_topic) {
    const auto path = parse_rues_path("/on/Contracts:0A:b/gameCount");
    ASSERT_TRUE(path);
    EXPECT_EQ(path->component, "contracts");
    EXPECT_EQ(path->entity, "0A:b");
    EXPECT_EQ(path->topic, "gameCount");
    const auto plain = parse_rues_path("/on/node/info");
    ASSERT_TRUE(plain);
    EXPECT_FALSE(plain->entity);
}

TEST(RuesPath, refuses_other_forms) {
    for (const auto* path : {"", "/", "/on", "/on/", "/on/node", "/on/node/", "/on//info",
                             "/on/:a/info", "/on/node:/info", "/on/node/a/b", "/off/node/info"})
        EXPECT_FALSE(parse_rues_path(path)) << path;
}

TEST(RuesBody, reads_octets_hex_and_text) {
    http::Request request{.body = "0x0aff"};
    EXPECT_EQ(request_bytes(request), (Bytes{0x0a, 0xff}));
    request.body = "0xzz";
    EXPECT_EQ(request_bytes(request), to_bytes(as_bytes("0xzz")));
    request.body = "0x0aff";
    request.headers.set("Content-Type", "application/octet-stream");
    EXPECT_EQ(request_bytes(request), to_bytes(as_bytes("0x0aff")));
}

TEST(RuesBody, answers_in_the_form_asked_for) {
    http::Request request;
    EXPECT_EQ(respond(request, BinaryContent{{0xab}}).body, "ab");
    EXPECT_EQ(respond(request, BinaryContent{{0xab}, true}).body, "\xab");
    EXPECT_EQ(respond(request, NoContent{}).status, 202u);
    request.headers.set("Accept", "application/octet-stream");
    EXPECT_EQ(respond(request, BinaryContent{{0xab}}).body, "\xab");
}

TEST(RuesVersion, follows_semver_requirements) {
    const auto accepts = [](std::string version) {
        http::Request request;
        request.headers.set("Rusk-Version", std::move(version));
        return !check_version(request);
    };
    for (const auto* good : {"1.6.0", "1", "1.2", "^1.6", "~1.6", "=1.6.0", ">=1.0", "<2", "*",
                             "1.6.0-rc.1", "<=1.6.0"})
        EXPECT_TRUE(accepts(good)) << good;
    for (const auto* bad : {"2", "1.7", "~1.5", "=1.5", ">1.6.0", "<1.6", "x", "1.x", "", "1..0"})
        EXPECT_FALSE(accepts(bad)) << bad;
    http::Request strict;
    strict.headers.set("Rusk-Version-Strict", "");
    EXPECT_EQ(check_version(strict)->status, 400u);
}

}  // namespace
}  // namespace dusk::settlement::api
