#include <dusk/settlement/consensus/quorum.hpp>

namespace dusk::settlement {
namespace {

void merge(std::vector<Voter>& voters, const std::vector<Member>& members) {
    for (const auto& member : members) {
        const auto place = std::ranges::lower_bound(voters, member.key, {}, &Voter::key);
        if (place != voters.end() && place->key == member.key)
            place->credits += member.credits;
        else
            voters.insert(place, {member.key, member.credits});
    }
}

std::expected<std::vector<Voter>, AttestationError> verify_both(const AttestationContext& context,
                                                                const Attestation& attestation) {
    std::vector<Voter> voters;
    // The Validation votes of a NoQuorum attestation are not looked at.
    if (attestation.vote.kind != VoteKind::no_quorum) {
        DUSK_TRY(validation, verify_step_votes(context, Step::validation, attestation.vote,
                                               attestation.validation));
        merge(voters, validation);
    }
    DUSK_TRY(ratification, verify_step_votes(context, Step::ratification, attestation.vote,
                                             attestation.ratification));
    merge(voters, ratification);
    return voters;
}

}  // namespace

std::size_t quorum_of(const Vote& vote) noexcept {
    return vote.kind == VoteKind::valid ? supermajority(VOTING_COMMITTEE_CREDITS)
                                        : majority(VOTING_COMMITTEE_CREDITS);
}

std::expected<std::vector<Member>, AttestationError> verify_step_votes(
    const AttestationContext& context, Step step, const Vote& vote, const StepVotes& votes) {
    const auto committee =
        voting_committee(context.seed, context.header, step, context.provisioners);
    if (!committee) return std::unexpected(AttestationError::no_committee);
    auto members = committee->subset(votes.bitset);
    if (!members) return std::unexpected(AttestationError::unknown_member);
    std::size_t credits = 0;
    std::vector<AccountKey> keys;
    for (const auto& member : *members) {
        credits += member.credits;
        keys.push_back(member.key);
    }
    if (credits < quorum_of(vote)) return std::unexpected(AttestationError::no_quorum);
    const auto vote_step = step == Step::validation ? VoteStep::validation : VoteStep::ratification;
    if (!context.bls.verify_multisig(keys, vote_message(context.header, vote_step, vote),
                                     votes.aggregate_signature))
        return std::unexpected(AttestationError::invalid_signature);
    return *std::move(members);
}

std::expected<std::vector<Voter>, AttestationError> verify_success(
    const AttestationContext& context, const Hash32& hash, const Attestation& attestation) {
    if (!attestation.success || attestation.vote != Vote::valid(hash))
        return std::unexpected(AttestationError::wrong_result);
    return verify_both(context, attestation);
}

std::expected<std::vector<Voter>, AttestationError> verify_fail(const AttestationContext& context,
                                                                const Attestation& attestation) {
    if (attestation.success || attestation.vote.kind == VoteKind::valid)
        return std::unexpected(AttestationError::wrong_result);
    return verify_both(context, attestation);
}

}  // namespace dusk::settlement
