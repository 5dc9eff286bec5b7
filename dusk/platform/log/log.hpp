// Logging: one line per event, as readable text or as JSON lines. Thread-safe; before configure()
// events of level info and above go to standard error as text.
//
//   log::info("engine", "imported block {}", number);
//   log::warn("batcher", "channel timed out", {{"channel", id}, {"age_s", age}});
#pragma once

#include <cstdint>
#include <expected>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/core.h>

namespace dusk::log {

enum class Level : std::uint8_t { trace, debug, info, warn, error, off };

/// "trace" … "error", "off"; none for any other word.
std::expected<Level, std::string> level_from_text(std::string_view text);
std::string_view to_text(Level level) noexcept;

struct Options {
    Level level = Level::info;
    bool json = false;   ///< JSON lines instead of text
    std::string file{};  ///< empty: standard error
    /// Components with levels of their own; a name ending in '*' stands for all that begin so.
    std::vector<std::pair<std::string, Level>> components{};
};

/// Replaces the destination and form of all later events. The error names the file and the reason.
std::expected<void, std::string> configure(const Options& options);
void set_level(Level level) noexcept;
bool enabled(Level level, std::string_view component) noexcept;
void flush();

/// A key and a value beside the message.
struct Field {
    std::string_view key;
    std::string value;
    bool is_text = true;  ///< false: a number or boolean, written without quotes in JSON

    template <class T>
    Field(std::string_view name, const T& content) : key(name), value(fmt::format("{}", content)) {
        is_text = !std::is_arithmetic_v<T> || std::is_same_v<T, char>;
    }
};
using Fields = std::initializer_list<Field>;

/// Writes one event, whatever its level. The functions below are how callers reach it.
void write(Level level, std::string_view component, std::string_view message, Fields fields = {});
void write_formatted(Level level, std::string_view component, fmt::string_view format,
                     fmt::format_args arguments);

// Each level has two forms: a format with its arguments, or a message with fields.
#define DUSK_LOG_LEVEL(name)                                                                    \
    template <class... Args>                                                                    \
    void name(std::string_view component, fmt::format_string<Args...> format, Args&&... args) { \
        if (enabled(Level::name, component))                                                    \
            write_formatted(Level::name, component, format, fmt::make_format_args(args...));    \
    }                                                                                           \
    inline void name(std::string_view component, std::string_view message, Fields fields) {     \
        if (enabled(Level::name, component)) write(Level::name, component, message, fields);    \
    }
DUSK_LOG_LEVEL(trace)
DUSK_LOG_LEVEL(debug)
DUSK_LOG_LEVEL(info)
DUSK_LOG_LEVEL(warn)
DUSK_LOG_LEVEL(error)
#undef DUSK_LOG_LEVEL

}  // namespace dusk::log
