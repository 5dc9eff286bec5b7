#include <dusk/settlement/consensus/aggregator.hpp>

namespace dusk::settlement {

std::expected<std::optional<StepQuorum>, VoteRejection> Aggregator::add(const Vote& vote,
                                                                        const SignInfo& signed_by,
                                                                        const BlsProvider& bls) {
    const auto position = committee_.position(signed_by.signer);
    if (!position) return std::unexpected(VoteRejection::not_in_committee);
    const auto bit = std::uint64_t{1} << *position;
    for (const auto& tally : tallies_) {
        if ((tally.bitset & bit) == 0) continue;
        if (tally.vote == vote) return std::unexpected(VoteRejection::duplicate);
        if (!emergency_) return std::unexpected(VoteRejection::contradiction);
    }
    auto place = std::ranges::find(tallies_, vote, &Tally::vote);
    if (place == tallies_.end()) {
        tallies_.push_back({vote, 0, 0, {}});
        place = tallies_.end() - 1;
    }
    place->bitset |= bit;
    place->credits += committee_.members()[*position].credits;
    place->signatures.push_back(signed_by.signature);
    if (place->credits < quorum_of(vote)) return std::optional<StepQuorum>{};
    const auto aggregate = bls.aggregate(place->signatures);
    if (!aggregate) return std::optional<StepQuorum>{};
    return StepQuorum{vote, {place->bitset, *aggregate}};
}

}  // namespace dusk::settlement
