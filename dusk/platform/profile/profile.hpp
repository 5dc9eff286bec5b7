// A profile of the processor time of this process: a timer interrupts whichever thread is running
// (SIGPROF), and the handler notes its stack. The result is text in the "folded" form that
// flame graph tools read: one line for each stack, outermost function first, and how often it was
// seen.
//
// The handler writes into memory taken before; it relies on the unwinder taking no locks (glibc
// since 2.35), and one profile is made at a time.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <string>

#include <dusk/platform/http/router.hpp>

namespace dusk::profile {

inline constexpr unsigned RATE_HZ = 100;  ///< Go's rate: samples a second of processor time
inline constexpr std::chrono::seconds DURATION_MAX{120};

/// Profiles for this long, or until `cancelled` says so. The error: another profile is being made.
std::expected<std::string, std::string> record(std::chrono::milliseconds duration,
                                               const std::function<bool()>& cancelled = {});

/// Adds /debug/pprof/profile?seconds=N (30 if not told, as Go's), which answers when it is done.
void mount(http::Router& router);

}  // namespace dusk::profile
