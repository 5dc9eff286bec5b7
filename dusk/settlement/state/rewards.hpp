// Emission and the shares of a block's reward (spec/duskds-consensus.md section 8.2), and the
// slashes that a block's failed iterations and faults bring (section 6).
#pragma once

#include <dusk/settlement/contracts/stake_data.hpp>
#include <dusk/settlement/ledger/faults.hpp>

namespace dusk::settlement {

/// New DUSK of a block, in LUX.
std::uint64_t emission(std::uint64_t height) noexcept;

struct RewardInputs {
    std::uint64_t height = 0;
    std::uint64_t dusk_spent = 0;
    AccountKey generator;
    AccountKey dusk_key;
    /// Of the previous block's certificate, by key order.
    std::vector<Voter> voters;
};
/// None where a block over height 1 has no voters.
std::optional<std::vector<Reward>> rewards_of(const RewardInputs& inputs);

/// The accounts to slash, in order; every slash is executed as a soft one.
std::vector<AccountKey> slashes_of(const FailedIterations& failed,
                                   const std::vector<Fault>& faults);

}  // namespace dusk::settlement
