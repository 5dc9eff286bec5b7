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
/// Calls of one callTracer, and what a trace may take: each step and call counts as
/// TRACE_ENTRY_SIZE and what it shows of stack, memory, storage and data.
inline constexpr std::size_t TRACE_CALLS_MAX = 100'000;
inline constexpr std::size_t TRACE_ENTRY_SIZE = 512;
/// What a call's place under others takes per level.
inline constexpr std::size_t TRACE_WAY_SIZE = 32;
inline constexpr std::size_t TRACE_BYTES_MAX = 128 * 1024 * 1024;
/// As op-reth: --rpc.max-trace-filter-blocks.
inline constexpr std::uint64_t TRACE_FILTER_BLOCKS_MAX = 100;
inline constexpr std::size_t TRACE_CALL_MANY_MAX = 1'000;
/// Entries of one debug_storageRangeAt or debug_accountRange (geth: AccountRangeMaxResults).
inline constexpr std::int64_t STATE_RANGE_MAX = 256;
/// Blocks that one ots_search* looks through.
inline constexpr std::uint64_t OTS_SEARCH_BLOCKS_MAX = 10'000;
inline constexpr std::size_t OTS_PAGE_MAX = 100;
/// Executions until an access list is stable.
inline constexpr std::uint64_t ACCESS_LIST_ROUNDS_MAX = 32;

}  // namespace dusk::eth
