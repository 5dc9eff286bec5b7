// DUSK_CHECK: programmer errors, on in every build, never reachable from input (STYLE rule 8).
#pragma once

namespace dusk {

/// Stops the program with the failed condition and its place. Never returns.
[[noreturn]] void check_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace dusk

#define DUSK_CHECK(condition)                            \
    (static_cast<bool>(condition) ? static_cast<void>(0) \
                                  : ::dusk::check_failed(#condition, __FILE__, __LINE__))
