// The limits of the public RPC that are no option.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dusk::eth {

/// geth: internal/ethapi maxGetStorageSlots.
inline constexpr std::size_t PROOF_SLOTS_MAX = 1'024;
/// geth: eth/filters maxTopics and maxSubTopics.
inline constexpr std::size_t LOG_TOPICS_MAX = 4;
inline constexpr std::size_t LOG_ALTERNATIVES_MAX = 1'000;
/// geth: eth/gasprice, --gpo.maxheaderhistory and maxBlockHistory.
inline constexpr std::uint64_t FEE_HISTORY_HEADERS_MAX = 1'024;
inline constexpr std::uint64_t FEE_HISTORY_BLOCKS_MAX = 1'024;
inline constexpr std::size_t FEE_HISTORY_PERCENTILES_MAX = 100;
/// Filters at a time, and what one may hold between two polls; a fuller one is dropped.
inline constexpr std::size_t FILTERS_MAX = 10'000;
inline constexpr std::size_t FILTER_CHANGES_MAX = 100'000;
/// Accounts that state overrides of one call may name, and their slots together.
inline constexpr std::size_t OVERRIDE_ACCOUNTS_MAX = 1'000;
inline constexpr std::size_t OVERRIDE_SLOTS_MAX = 100'000;
/// Steps that a struct log may hold, and its bytes of stack, memory and storage.
inline constexpr std::size_t TRACE_STEPS_MAX = 2'000'000;
inline constexpr std::size_t TRACE_BYTES_MAX = 256 * 1024 * 1024;
inline constexpr std::uint64_t ACCESS_LIST_ROUNDS_MAX = 32;

}  // namespace dusk::eth
