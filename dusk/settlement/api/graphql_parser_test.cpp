// The accepted part of the GraphQL language.
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <dusk/settlement/api/graphql_parser.hpp>

namespace dusk::settlement::api {
namespace {

namespace json = boost::json;

TEST(GraphqlParser, reads_fields_aliases_arguments_and_variables) {
    const auto fields = parse_graphql(
        R"(query Named($h: Float!, $n: Int = 5) { # comment
             first: block(height: $h, hash: "a\"b") { header { height, hash } }
             blocks(last: $n, range: [1, -2], deep: null, flag: true, kind: FINAL) { status }
           })",
        {{"h", 7}});
    ASSERT_TRUE(fields) << fields.error();
    ASSERT_EQ(fields->size(), 2u);
    const auto& block = (*fields)[0];
    EXPECT_EQ(block.alias, "first");
    EXPECT_EQ(block.name, "block");
    EXPECT_EQ(block.arguments.at("height"), json::value(7));
    EXPECT_EQ(block.arguments.at("hash"), json::value("a\"b"));
    EXPECT_EQ(block.fields[0].fields[1].name, "hash");
    const auto& blocks = (*fields)[1];
    EXPECT_EQ(blocks.alias, "blocks");
    EXPECT_EQ(blocks.arguments.at("last"), json::value(5));
    EXPECT_EQ(blocks.arguments.at("range"), (json::value{1, -2}));
    EXPECT_TRUE(blocks.arguments.at("deep").is_null());
    EXPECT_EQ(blocks.arguments.at("flag"), json::value(true));
    EXPECT_EQ(blocks.arguments.at("kind"), json::value("FINAL"));
}

TEST(GraphqlParser, refuses_what_it_does_not_know) {
    for (const std::string_view text : {"",
                                        "{",
                                        "{}",
                                        "{ a",
                                        "{ a } b",
                                        "{ a(",
                                        "{ a(b) }",
                                        "{ a(b: ) }",
                                        "{ a(b: \"x) }",
                                        "mutation { a }",
                                        "subscription { a }",
                                        "{ ...f }",
                                        "{ a @skip(if: true) }",
                                        "{ a { } }",
                                        "query ( { a }",
                                        "{ a(b: 1.2.3) }",
                                        "{ 1 }",
                                        "{ a(b: \"\"\"x\"\"\") }",
                                        "\x01",
                                        "query"})
        EXPECT_FALSE(parse_graphql(text, {})) << text;
}

TEST(GraphqlParser, depth_and_width_are_bounded) {
    std::string deep;
    for (int i = 0; i < 50; ++i) deep += "{ a ";
    for (int i = 0; i < 50; ++i) deep += "}";
    EXPECT_EQ(parse_graphql(deep, {}).error(), "query too deep");
    std::string wide = "{ ";
    for (int i = 0; i < 1001; ++i) wide += "a ";
    EXPECT_EQ(parse_graphql(wide + "}", {}).error(), "too many fields");
    EXPECT_EQ(parse_graphql("{ a(b: " + std::string(100, '[') + ") }", {}).error(),
              "value too deep");
    EXPECT_EQ(parse_graphql(std::string(300 * 1024, ' '), {}).error(), "query too large");
}

TEST(GraphqlParser, every_truncation_is_refused) {
    const std::string text = R"(query Q($h: Float) { x: block(height: $h) { header { height } } })";
    ASSERT_TRUE(parse_graphql(text, {}));
    for (std::size_t size = 0; size < text.size(); ++size)
        EXPECT_FALSE(parse_graphql(std::string_view(text).substr(0, size), {})) << size;
}

}  // namespace
}  // namespace dusk::settlement::api
