#include <algorithm>

#include <dusk/settlement/contracts/l1_fee_market.hpp>

namespace dusk::settlement {

std::uint64_t next_excess_blob_gas(std::uint64_t parent_excess, std::uint64_t parent_used,
                                   const BlobSchedule& schedule) noexcept {
    const auto sum = parent_excess + parent_used;
    const auto target = schedule.target_blobs * GAS_PER_VIEW_BLOB;
    return sum > target ? sum - target : 0;
}

std::uint64_t decayed_excess_blob_gas(std::uint64_t excess, std::uint64_t blocks,
                                      const BlobSchedule& schedule) noexcept {
    const auto target = schedule.target_blobs * GAS_PER_VIEW_BLOB;
    if (target == 0 || blocks > excess / target) return target == 0 ? excess : 0;
    return excess - blocks * target;
}

// EIP-4844 fake_exponential. Terms shrink once i passes numerator/denominator, so the series ends
// after a few times that many steps; excess is bounded by what blobs cost long before it wraps.
u256 blob_base_fee(std::uint64_t excess, const BlobSchedule& schedule) noexcept {
    const u256 denominator{std::max<std::uint64_t>(schedule.base_fee_update_fraction, 1)};
    u256 output;
    u256 accumulator = u256{MIN_BLOB_BASE_FEE_WEI} * denominator;
    for (std::uint64_t i = 1; !accumulator.is_zero() && i < 4096; ++i) {
        output += accumulator;
        const auto product = mul_full(accumulator, u256{excess});
        if (!product.high.is_zero()) return u256::max();
        accumulator = product.low / (denominator * u256{i});
    }
    return output / denominator;
}

}  // namespace dusk::settlement
