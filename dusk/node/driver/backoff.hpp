// How long to wait between attempts, and whether a failure is worth another log line.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

namespace dusk::driver {

class Backoff {
public:
    static constexpr std::uint64_t FIRST_MS = 100;
    static constexpr std::uint64_t LONGEST_MS = 5'000;
    static constexpr std::uint64_t REPEAT_LOG_MS = 30'000;

    void reset() {
        delay_ms_ = FIRST_MS;
        text_.clear();
    }
    /// Doubles with each failure in a row.
    std::uint64_t next_delay_ms() {
        const auto delay = delay_ms_;
        delay_ms_ = std::min(delay_ms_ * 2, LONGEST_MS);
        return delay;
    }
    /// A new text, or the old one again after a while.
    bool should_log(const std::string& text, std::uint64_t now_ms) {
        if (text == text_ && now_ms < logged_at_ms_ + REPEAT_LOG_MS) return false;
        text_ = text;
        logged_at_ms_ = now_ms;
        return true;
    }

private:
    std::uint64_t delay_ms_ = FIRST_MS;
    std::string text_;
    std::uint64_t logged_at_ms_ = 0;
};

}  // namespace dusk::driver
