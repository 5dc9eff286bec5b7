#include <cstdio>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include <dusk/platform/log/format.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::log {
namespace {

const Time MOMENT{std::chrono::milliseconds{1'767'323'045'678}};

TEST(log, text_line_has_time_level_component_message_and_fields) {
    EXPECT_EQ(text_line(MOMENT, Level::info, "engine", "new head", {{"number", 5}, {"who", "a b"}}),
              "2026-01-02 03:04:05.678 INFO  engine       new head number=5 who=\"a b\"");
}

TEST(log, text_line_stays_one_line) {
    const auto line = text_line(MOMENT, Level::warn, "x", "a\nb\x1b[31m", {{"k", "c\nd"}});
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
}

TEST(log, json_line_quotes_text_and_not_numbers) {
    EXPECT_EQ(
        json_line(
            MOMENT, Level::error, "kv", "say \"hi\"\n",
            {{"n", 7}, {"ok", true}, {"t", "7"}, {"inf", std::numeric_limits<double>::infinity()}}),
        R"({"time":"2026-01-02T03:04:05.678Z","level":"error","component":"kv",)"
        R"("message":"say \"hi\"\u000a","n":7,"ok":true,"t":"7","inf":"inf"})");
}

TEST(log, json_line_replaces_invalid_utf8) {
    const auto line = json_line(MOMENT, Level::info, "x", "\xff\xc3\xa9\xed\xa0\x80", {});
    EXPECT_NE(line.find("\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd"), std::string::npos) << line;
}

TEST(log, level_from_text_refuses_unknown_words) {
    EXPECT_EQ(*level_from_text("debug"), Level::debug);
    EXPECT_FALSE(level_from_text("verbose"));
}

TEST(log, writes_to_the_file_from_the_level_on) {
    const auto path = testing::TempDir() + "dusk_log_" + std::to_string(getpid());
    ASSERT_TRUE(configure({.level = Level::info, .file = path}));
    info("test", "value {}", 42);
    debug("test", "hidden {}", 1);
    warn("test", "with field", {{"k", 1}});
    flush();
    ASSERT_TRUE(configure({}));
    std::stringstream content;
    content << std::ifstream(path).rdbuf();
    EXPECT_NE(content.str().find("value 42\n"), std::string::npos);
    EXPECT_EQ(content.str().find("hidden"), std::string::npos);
    EXPECT_NE(content.str().find("with field k=1\n"), std::string::npos);
    std::remove(path.c_str());
}

TEST(log, components_have_levels_of_their_own) {
    ASSERT_TRUE(configure(
        {.level = Level::warn,
         .components = {{"rpc", Level::debug}, {"kv*", Level::error}, {"rpc", Level::off}}}));
    EXPECT_TRUE(enabled(Level::debug, "rpc"));
    EXPECT_FALSE(enabled(Level::trace, "rpc"));
    EXPECT_FALSE(enabled(Level::warn, "kv"));
    EXPECT_FALSE(enabled(Level::warn, "kv.batch"));
    EXPECT_TRUE(enabled(Level::warn, "engine"));
    EXPECT_FALSE(enabled(Level::info, "engine"));
    ASSERT_TRUE(configure({}));
    EXPECT_FALSE(enabled(Level::debug, "rpc"));
}

TEST(log, configure_names_a_file_it_cannot_open) {
    const auto result = configure({.file = "/proc/nowhere/log"});
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().find("/proc/nowhere"), std::string::npos);
}

}  // namespace
}  // namespace dusk::log
