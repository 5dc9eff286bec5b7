#include <algorithm>
#include <array>
#include <cctype>
#include <ctime>

#include <fmt/format.h>

#include <dusk/platform/log/format.hpp>

namespace dusk::log {
namespace {

void append_time(std::string& out, Time time, char separator) {
    const auto since = time.time_since_epoch();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(since).count() % 1000;
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}.{:03}",
                   parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, separator, parts.tm_hour,
                   parts.tm_min, parts.tm_sec, ms);
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// Control characters would let a message forge lines or drive the reader's terminal.
void append_line_text(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
        } else if (is_control(c) && c != '\t') {
            fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
}

/// Bytes of the UTF-8 sequence at the start of `text`; 0 if there is no valid one (RFC 3629).
std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80) return 0;
    const auto second = byte(1);
    const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    const bool out_of_range = (first == 0xed && second > 0x9f) || (first == 0xf4 && second > 0x8f);
    return overlong || out_of_range ? 0 : length;
}

void append_json_text(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const auto length = utf8_length(text);
        const char c = text.front();
        if (length == 0) {
            out += "\xef\xbf\xbd";  // U+FFFD
        } else if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (is_control(c)) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    out += '"';
}

bool needs_quotes(std::string_view text) {
    return text.empty() || std::ranges::any_of(text, [](char c) {
               return c == ' ' || c == '"' || c == '=' || is_control(c);
           });
}

void append_text_value(std::string& out, std::string_view value) {
    if (needs_quotes(value)) {
        append_json_text(out, value);
    } else {
        out += value;
    }
}

/// JSON has no infinities: fmt writes them as letters.
bool is_json_literal(std::string_view text) {
    return text == "true" || text == "false" ||
           (!text.empty() && (std::isdigit(static_cast<unsigned char>(text.back())) != 0));
}

constexpr std::array<std::string_view, 6> LEVEL_COLUMN = {"TRACE", "DEBUG", "INFO ",
                                                          "WARN ", "ERROR", "OFF  "};

}  // namespace

std::string text_line(Time time, Level level, std::string_view component, std::string_view message,
                      Fields fields) {
    std::string out;
    out.reserve(64 + message.size());
    append_time(out, time, ' ');
    fmt::format_to(std::back_inserter(out), " {} {:<12} ",
                   LEVEL_COLUMN[static_cast<std::size_t>(level)], component);
    append_line_text(out, message);
    for (const auto& field : fields) {
        out += ' ';
        out += field.key;
        out += '=';
        append_text_value(out, field.value);
    }
    return out;
}

std::string json_line(Time time, Level level, std::string_view component, std::string_view message,
                      Fields fields) {
    std::string out = R"({"time":")";
    append_time(out, time, 'T');
    out += R"(Z","level":")";
    out += to_text(level);
    out += R"(","component":)";
    append_json_text(out, component);
    out += R"(,"message":)";
    append_json_text(out, message);
    for (const auto& field : fields) {
        out += ',';
        append_json_text(out, field.key);
        out += ':';
        if (!field.is_text && is_json_literal(field.value)) {
            out += field.value;
        } else {
            append_json_text(out, field.value);
        }
    }
    out += '}';
    return out;
}

}  // namespace dusk::log
