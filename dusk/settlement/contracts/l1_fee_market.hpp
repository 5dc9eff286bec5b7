// What gas costs on the Ethereum view of DuskDS. The router charges by these rules and the view's
// headers state them, so both read them here.
//
// The base fee is constant: DuskDS has a floor of 1 LUX per gas and no base fee of its own. Blob
// gas follows EIP-4844 with a schedule that lets every DuskDS block (at most 7 blobs) be legal.
#pragma once

#include <dusk/core/base/u256.hpp>

namespace dusk::settlement {

inline constexpr std::uint64_t VIEW_BASE_FEE_WEI = 1'000'000'000;
inline constexpr std::uint64_t VIEW_GAS_LIMIT = 3'000'000'000;
inline constexpr std::uint64_t GAS_PER_VIEW_BLOB = 131'072;
inline constexpr std::uint64_t MIN_BLOB_BASE_FEE_WEI = 1;

/// EIP-4844 and EIP-7840: blob parameters of a chain. The fraction is Cancun's, which OP nodes take
/// for headers without a requests hash when they know no schedule.
struct BlobSchedule {
    std::uint64_t target_blobs = 6;
    std::uint64_t max_blobs = 9;
    std::uint64_t base_fee_update_fraction = 3'338'477;
    friend bool operator==(const BlobSchedule&, const BlobSchedule&) = default;
};

/// EIP-4844 calc_excess_blob_gas.
std::uint64_t next_excess_blob_gas(std::uint64_t parent_excess, std::uint64_t parent_used,
                                   const BlobSchedule& schedule) noexcept;
/// The excess after `blocks` blocks without blobs.
std::uint64_t decayed_excess_blob_gas(std::uint64_t excess, std::uint64_t blocks,
                                      const BlobSchedule& schedule) noexcept;
/// EIP-4844 get_base_fee_per_blob_gas; 2^256-1 where its series overflows.
u256 blob_base_fee(std::uint64_t excess, const BlobSchedule& schedule) noexcept;

}  // namespace dusk::settlement
