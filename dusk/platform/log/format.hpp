// The two forms of a log line. Text is escaped, so that one event is always one line.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <dusk/platform/log/log.hpp>

namespace dusk::log {

using Time = std::chrono::system_clock::time_point;

/// "2026-01-02 03:04:05.678 INFO  engine       imported block number=5"; UTC, no line end.
std::string text_line(Time time, Level level, std::string_view component, std::string_view message,
                      Fields fields);
/// {"time":…,"level":…,"component":…,"message":…, then the fields}; always valid UTF-8.
std::string json_line(Time time, Level level, std::string_view component, std::string_view message,
                      Fields fields);

}  // namespace dusk::log
