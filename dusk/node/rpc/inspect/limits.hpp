// The limits of debug_*, trace_* and ots_*.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dusk::eth {

/// As op-reth: --rpc.max-trace-filter-blocks.
inline constexpr std::uint64_t TRACE_FILTER_BLOCKS_MAX = 100;
inline constexpr std::size_t TRACE_CALL_MANY_MAX = 1'000;
/// Entries of one debug_storageRangeAt or debug_accountRange (geth: AccountRangeMaxResults).
inline constexpr std::int64_t STATE_RANGE_MAX = 256;
/// Blocks that one ots_search* looks through.
inline constexpr std::uint64_t OTS_SEARCH_BLOCKS_MAX = 10'000;
inline constexpr std::size_t OTS_PAGE_MAX = 100;

}  // namespace dusk::eth
