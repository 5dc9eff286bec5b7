#include <algorithm>

#include <dusk/node/txmgr/fees.hpp>

namespace dusk::txmgr {

namespace {

constexpr std::uint64_t BUMP_PERCENT = 10;
constexpr std::uint64_t BLOB_BUMP_PERCENT = 100;

/// `value` and `percent` more, rounded up.
u256 raised(const u256& value, std::uint64_t percent) {
    return (value * u256{100 + percent} + u256{99}) / u256{100};
}

bool passes_limit(const u256& offered, const u256& suggested, const FeeRules& rules) {
    return offered > rules.limit_threshold && offered > suggested * u256{rules.limit_multiplier};
}

}  // namespace

Fees suggest_fees(const FeeQuote& quote, const FeeRules& rules) {
    const auto tip = std::max(quote.tip, rules.min_tip);
    const auto base_fee = std::max(quote.base_fee, rules.min_base_fee);
    return {.tip_cap = tip,
            .fee_cap = tip + base_fee + base_fee,
            .blob_fee_cap = std::max(quote.blob_base_fee * u256{2}, rules.min_blob_fee_cap)};
}

BumpedFees bump_fees(const Fees& previous, const FeeQuote& quote, const FeeRules& rules,
                     bool has_blobs) {
    const auto suggested = suggest_fees(quote, rules);
    const auto percent = has_blobs ? BLOB_BUMP_PERCENT : BUMP_PERCENT;
    Fees bumped{.tip_cap = std::max(raised(previous.tip_cap, percent), suggested.tip_cap),
                .fee_cap = std::max(raised(previous.fee_cap, percent), suggested.fee_cap),
                .blob_fee_cap = previous.blob_fee_cap};
    if (has_blobs)
        bumped.blob_fee_cap =
            std::max(raised(previous.blob_fee_cap, BLOB_BUMP_PERCENT), suggested.blob_fee_cap);
    if (passes_limit(bumped.tip_cap, suggested.tip_cap, rules) ||
        passes_limit(bumped.fee_cap, suggested.fee_cap, rules) ||
        (has_blobs && passes_limit(bumped.blob_fee_cap, suggested.blob_fee_cap, rules)))
        return {.fees = previous, .limited = true};
    return {.fees = bumped};
}

}  // namespace dusk::txmgr
