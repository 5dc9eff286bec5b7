// Votes, step votes and attestations of Succinct Attestation (spec/duskds-consensus.md sections 4.1
// and 5).
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include <dusk/settlement/ledger/moonlight.hpp>

namespace dusk::settlement {

inline constexpr std::size_t MAX_FAILED_ITERATIONS = 8;

/// What a round of votes is about.
struct ConsensusHeader {
    Hash32 prev_block_hash;
    std::uint64_t round = 0;
    std::uint8_t iteration = 0;
    friend auto operator<=>(const ConsensusHeader&, const ConsensusHeader&) = default;
};

enum class VoteKind : std::uint8_t { no_candidate = 0, valid = 1, invalid = 2, no_quorum = 3 };

/// `hash` is zero for kinds that name no block.
struct Vote {
    VoteKind kind = VoteKind::no_quorum;
    Hash32 hash;
    static Vote valid(const Hash32& h) { return {VoteKind::valid, h}; }
    static Vote invalid(const Hash32& h) { return {VoteKind::invalid, h}; }
    static Vote no_candidate() { return {VoteKind::no_candidate, {}}; }
    static Vote no_quorum() { return {VoteKind::no_quorum, {}}; }
    friend auto operator<=>(const Vote&, const Vote&) = default;
};

/// Bit i of `bitset`: the member at position i of the committee, ordered by key.
struct StepVotes {
    std::uint64_t bitset = 0;
    BlsSignature aggregate_signature;
    bool is_empty() const noexcept { return bitset == 0 && aggregate_signature.is_zero(); }
    friend bool operator==(const StepVotes&, const StepVotes&) = default;
};

/// The result of a ratification: Success only with a Valid vote.
struct Attestation {
    bool success = false;
    Vote vote;
    StepVotes validation;
    StepVotes ratification;
    friend bool operator==(const Attestation&, const Attestation&) = default;
};

struct FailedIteration {
    Attestation attestation;
    AccountKey generator;
    friend bool operator==(const FailedIteration&, const FailedIteration&) = default;
};
using FailedIterations = std::vector<std::optional<FailedIteration>>;

struct SignInfo {
    AccountKey signer;
    BlsSignature signature;
    friend bool operator==(const SignInfo&, const SignInfo&) = default;
};

/// Credits that a key's votes brought to an attestation.
struct Voter {
    AccountKey key;
    std::uint64_t credits = 0;
    friend bool operator==(const Voter&, const Voter&) = default;
};

enum class VoteStep : std::uint8_t { validation = 1, ratification = 2 };

void encode(Bytes& out, const ConsensusHeader& value);
void encode(Bytes& out, const Vote& value);
void encode(Bytes& out, const StepVotes& value);
void encode(Bytes& out, const Attestation& value);
void encode(Bytes& out, const FailedIterations& value);
void encode(Bytes& out, const SignInfo& value);

Decoded<ConsensusHeader> decode_consensus_header(WireReader& reader);
Decoded<Vote> decode_vote(WireReader& reader);
Decoded<StepVotes> decode_step_votes(WireReader& reader);
Decoded<Attestation> decode_attestation(WireReader& reader);
Decoded<FailedIterations> decode_failed_iterations(WireReader& reader);
Decoded<SignInfo> decode_sign_info(WireReader& reader);

/// `ConsensusHeader || step || Vote`: what a voter signs (section 4.1).
Bytes vote_message(const ConsensusHeader& header, VoteStep step, const Vote& vote);

}  // namespace dusk::settlement
