// What native contracts pay for host work. DuskDS prices WASM operators instead (spec/duskvm.md
// section 4); events, inter-contract calls and blobs cost the same here as there.
#pragma once

#include <cstdint>

namespace dusk::settlement::gas {

inline constexpr std::uint64_t CALL = 5'000;
inline constexpr std::uint64_t LOAD = 500;
inline constexpr std::uint64_t STORE = 2'000;
inline constexpr std::uint64_t STORED_BYTE = 10;
/// Per byte of topic and data.
inline constexpr std::uint64_t EVENT_BYTE = 4;
/// What a callee may use of the caller's rest: 93 %.
constexpr std::uint64_t callee_limit(std::uint64_t rest) noexcept {
    return rest / 100 * 93 + rest % 100 * 93 / 100;
}

inline constexpr std::size_t MAX_CALL_DEPTH = 32;

}  // namespace dusk::settlement::gas
