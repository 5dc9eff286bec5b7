// The limits of eth_* that are no option.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dusk::eth {

/// geth: internal/ethapi maxGetStorageSlots.
inline constexpr std::size_t PROOF_SLOTS_MAX = 1'024;
/// geth: eth/gasprice, --gpo.maxheaderhistory and maxBlockHistory.
inline constexpr std::uint64_t FEE_HISTORY_HEADERS_MAX = 1'024;
inline constexpr std::uint64_t FEE_HISTORY_BLOCKS_MAX = 1'024;
inline constexpr std::size_t FEE_HISTORY_PERCENTILES_MAX = 100;
/// Executions until an access list is stable.
inline constexpr std::uint64_t ACCESS_LIST_ROUNDS_MAX = 32;
/// Calls of one eth_callMany.
inline constexpr std::size_t CALL_MANY_MAX = 1'000;

}  // namespace dusk::eth
