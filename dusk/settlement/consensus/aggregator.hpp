// Collecting the votes of one step of one iteration (spec/duskds-consensus.md section 5).
#pragma once

#include <dusk/settlement/consensus/quorum.hpp>

namespace dusk::settlement {

enum class VoteRejection : std::uint8_t {
    not_in_committee,
    duplicate,      ///< the same vote again
    contradiction,  ///< another vote of the same member in this step
};

struct StepQuorum {
    Vote vote;
    StepVotes votes;
};

class Aggregator {
public:
    /// `emergency`: members may change their vote (section 2.5).
    Aggregator(Committee committee, bool emergency)
        : committee_(std::move(committee)), emergency_(emergency) {}

    const Committee& committee() const noexcept { return committee_; }
    /// Adds a vote whose signature was checked. The quorum, if the vote completes or joins one.
    std::expected<std::optional<StepQuorum>, VoteRejection> add(const Vote& vote,
                                                                const SignInfo& signed_by,
                                                                const BlsProvider& bls);

private:
    struct Tally {
        Vote vote;
        std::uint64_t bitset = 0;
        std::size_t credits = 0;
        std::vector<BlsSignature> signatures;
    };

    Committee committee_;
    bool emergency_;
    std::vector<Tally> tallies_;
};

}  // namespace dusk::settlement
