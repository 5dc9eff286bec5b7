// Verification of step votes and attestations (spec/duskds-consensus.md section 5).
#pragma once

#include <dusk/core/crypto/bls_provider.hpp>
#include <dusk/settlement/consensus/sortition.hpp>

namespace dusk::settlement {

/// Credits that make a quorum for a vote: 43 for Valid, 33 otherwise.
std::size_t quorum_of(const Vote& vote) noexcept;

struct AttestationContext {
    /// The iteration that is attested.
    ConsensusHeader header;
    /// Of the block before the attested one.
    Seed seed;
    /// Of the state before the attested block.
    const Provisioners& provisioners;
    const BlsProvider& bls;
};

enum class [[nodiscard]] AttestationError : std::uint8_t {
    wrong_result,    ///< Success or Fail where the other was expected, or for another block
    no_committee,    ///< nobody was eligible
    unknown_member,  ///< a bit without a member
    no_quorum,       ///< too few credits
    invalid_signature,
};

/// The voters of one step.
std::expected<std::vector<Member>, AttestationError> verify_step_votes(
    const AttestationContext& context, Step step, const Vote& vote, const StepVotes& votes);

/// A Success attestation of the block `hash`. Voters of both steps, merged, ordered by key.
std::expected<std::vector<Voter>, AttestationError> verify_success(
    const AttestationContext& context, const Hash32& hash, const Attestation& attestation);
/// A Fail attestation of the iteration.
std::expected<std::vector<Voter>, AttestationError> verify_fail(const AttestationContext& context,
                                                                const Attestation& attestation);

}  // namespace dusk::settlement
