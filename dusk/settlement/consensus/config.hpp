// Constants of Succinct Attestation (spec/duskds-consensus.md section 1).
#pragma once

#include <cstdint>

namespace dusk::settlement {

inline constexpr std::uint8_t CONSENSUS_MAX_ITER = 50;
inline constexpr std::size_t PROPOSAL_COMMITTEE_CREDITS = 1;
inline constexpr std::size_t VOTING_COMMITTEE_CREDITS = 64;

constexpr std::size_t supermajority(std::size_t n) noexcept { return n - n / 3; }
constexpr std::size_t majority(std::size_t n) noexcept { return n / 2 + 1; }
static_assert(supermajority(VOTING_COMMITTEE_CREDITS) == 43);
static_assert(majority(VOTING_COMMITTEE_CREDITS) == 33);

inline constexpr std::uint8_t EMERGENCY_MODE_ITERATION_THRESHOLD = 16;
inline constexpr std::uint64_t MIN_STEP_TIMEOUT_MS = 7'000;
inline constexpr std::uint64_t MAX_STEP_TIMEOUT_MS = 40'000;
inline constexpr std::uint64_t TIMEOUT_INCREASE_MS = 2'000;
inline constexpr std::uint64_t MIN_EMERGENCY_BLOCK_TIME_S = 40 * 3 * (50 + 1);
inline constexpr std::uint64_t MINIMUM_BLOCK_TIME_S = 10;
inline constexpr std::uint64_t MARGIN_TIMESTAMP_S = 3;
inline constexpr std::uint64_t MAX_ROUND_DISTANCE = 10;
/// Messages kept for one future step.
inline constexpr std::size_t MAX_QUEUED_PER_STEP = 1000;

enum class Step : std::uint8_t { proposal = 0, validation = 1, ratification = 2 };
constexpr std::uint8_t step_number(std::uint8_t iteration, Step step) noexcept {
    return static_cast<std::uint8_t>(iteration * 3 + static_cast<unsigned>(step));
}

}  // namespace dusk::settlement
