// What an L1 transaction offers to pay, and how much more when it is sent again. Bumps are large
// enough for the replacement rules of go-ethereum's pools: 10 % for ordinary transactions, 100 %
// for those with blobs (core/txpool/legacypool, core/txpool/blobpool). Unit: wei per gas.
#pragma once

#include <dusk/core/base/u256.hpp>

namespace dusk::txmgr {

inline constexpr std::uint64_t WEI_PER_GWEI = 1'000'000'000;

/// The prices of L1 at some time.
struct FeeQuote {
    u256 tip;
    u256 base_fee;
    u256 blob_base_fee;
};

struct Fees {
    u256 tip_cap;
    u256 fee_cap;
    u256 blob_fee_cap;  ///< of transactions with blobs only
    friend bool operator==(const Fees&, const Fees&) = default;
};

struct FeeRules {
    u256 min_tip{WEI_PER_GWEI};
    u256 min_base_fee{WEI_PER_GWEI};
    u256 min_blob_fee_cap{WEI_PER_GWEI};
    /// What is offered is at most this many times what the quote suggests ...
    std::uint64_t limit_multiplier = 5;
    /// ... once that passes this.
    u256 limit_threshold{100 * WEI_PER_GWEI};
};

/// Tip plus twice the base fee, so that the offer stands for several blocks of rising fees.
Fees suggest_fees(const FeeQuote& quote, const FeeRules& rules);

struct BumpedFees {
    Fees fees;
    /// The bump would pass the limit: `fees` are the previous ones.
    bool limited = false;
};
/// The fees of a replacement: at least what the pool asks for, and what the quote suggests now.
BumpedFees bump_fees(const Fees& previous, const FeeQuote& quote, const FeeRules& rules,
                     bool has_blobs);

}  // namespace dusk::txmgr
