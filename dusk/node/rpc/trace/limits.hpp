// The limits of tracers.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dusk::eth {

/// Calls of one callTracer, and what a trace may take: each step and call counts as
/// TRACE_ENTRY_SIZE and what it shows of stack, memory, storage and data.
inline constexpr std::size_t TRACE_CALLS_MAX = 100'000;
inline constexpr std::size_t TRACE_ENTRY_SIZE = 512;
/// What a call's place under others takes per level.
inline constexpr std::size_t TRACE_WAY_SIZE = 32;
inline constexpr std::size_t TRACE_BYTES_MAX = 128 * 1024 * 1024;

}  // namespace dusk::eth
