// One round of Succinct Attestation as a state machine (spec/duskds-consensus.md section 2):
// messages, answers and times go in, effects come out. It performs nothing itself, so that a node,
// a simulator and a test drive it alike.
//
// The caller carries out effects in order, answers BuildCandidate by on_candidate and
// VerifyCandidate by on_verdict, and calls on_time not before the time of the last WakeAt. A round
// ends by a Decide; a caller that cannot accept that block starts the round again.
#pragma once

#include <map>

#include <dusk/settlement/consensus/aggregator.hpp>
#include <dusk/settlement/consensus/messages.hpp>
#include <dusk/settlement/consensus/timeouts.hpp>

namespace dusk::settlement {

struct RoundInputs {
    Header tip;
    /// Of the state after the tip.
    Provisioners provisioners;
    StepTimeouts timeouts{};
    /// When a block of this round may be handed to Validation: tip + minimum block time.
    std::uint64_t slot_ms = 0;
    /// How long before the slot the generator starts to build.
    std::uint64_t build_lead_ms = 0;
};

enum class Verdict : std::uint8_t { valid, invalid, no_vote };

/// Send to the other nodes; the machine has already counted it.
struct Broadcast {
    ConsensusMessage message;
};
/// Build a block of this iteration on the tip. Its hash and signature are the machine's to set.
struct BuildCandidate {
    std::uint8_t iteration = 0;
    FailedIterations failed_iterations;
};
/// Check header, transition, faults and blobs of the block.
struct VerifyCandidate {
    Block block;
};
struct WakeAt {
    std::uint64_t time_ms = 0;
};
/// A block has its attestation. `block` is none if its candidate never arrived: ask the network.
struct Decide {
    Hash32 hash;
    Attestation attestation;
    std::optional<Block> block;
};
/// A step ended by success after this time.
struct StepElapsed {
    Step step = Step::proposal;
    std::uint64_t elapsed_ms = 0;
};
using Effect =
    std::variant<Broadcast, BuildCandidate, VerifyCandidate, WakeAt, Decide, StepElapsed>;
using Effects = std::vector<Effect>;

class Round {
public:
    /// `signer` null: the node follows without voting.
    Round(RoundInputs inputs, const BlsSigner* signer, const BlsProvider& bls);

    Effects start(std::uint64_t now_ms, std::uint8_t first_iteration = 0);
    Effects on_message(const ConsensusMessage& message, std::uint64_t now_ms);
    /// The answer to BuildCandidate; none if building failed.
    Effects on_candidate(std::optional<Block> block, std::uint64_t now_ms);
    /// The answer to VerifyCandidate.
    Effects on_verdict(const Hash32& hash, Verdict verdict, std::uint64_t now_ms);
    Effects on_time(std::uint64_t now_ms);

    std::uint64_t number() const noexcept { return inputs_.tip.height + 1; }
    std::uint8_t iteration() const noexcept { return iteration_; }
    Step step() const noexcept { return step_; }

private:
    ConsensusHeader header() const { return {inputs_.tip.hash, number(), iteration_}; }
    bool in_emergency() const noexcept { return iteration_ >= EMERGENCY_MODE_ITERATION_THRESHOLD; }
    bool is_own(const AccountKey& key) const { return signer_ && signer_->public_key() == key; }

    void enter_iteration(std::uint8_t iteration);
    void enter_proposal();
    void enter_validation();
    void enter_ratification(ValidationResult result);
    void end_iteration(std::optional<Attestation> attestation);
    void wake_for_step();

    void take_candidate(const CandidateMessage& message);
    void take_validation(const ValidationMessage& message);
    void take_ratification(const RatificationMessage& message);
    void take_quorum(const QuorumMessage& message);
    void queue(const ConsensusMessage& message);
    void replay_queue();

    void cast_validation(const Vote& vote);
    void cast_ratification();
    void count_validation(const Vote& vote, const SignInfo& sign_info);
    void count_ratification(const Vote& vote, const SignInfo& sign_info);
    bool signature_holds(VoteStep step, const Vote& vote, const SignInfo& sign_info) const;
    AttestationContext attestation_context(std::uint8_t iteration) const;
    void decide(const Attestation& attestation);
    Effects take_effects() { return std::exchange(effects_, {}); }

    RoundInputs inputs_;
    const BlsSigner* signer_;
    const BlsProvider& bls_;
    std::uint64_t now_ms_ = 0;

    std::uint8_t iteration_ = 0;
    Step step_ = Step::proposal;
    std::uint64_t step_start_ms_ = 0;
    /// None: the step has no end of its own (open consensus, or nobody is eligible).
    std::optional<std::uint64_t> deadline_ms_;
    AccountKey generator_;
    bool build_requested_ = false;
    std::optional<Aggregator> validation_;
    std::optional<Aggregator> ratification_;
    std::optional<Hash32> candidate_;
    std::optional<ValidationResult> result_;

    /// Candidates of this round by hash, of all iterations.
    std::map<Hash32, Block> candidates_;
    std::map<std::uint8_t, FailedIteration> failed_;
    /// Messages of later steps and iterations, by (iteration, step).
    std::map<std::pair<std::uint8_t, std::uint8_t>, std::vector<ConsensusMessage>> queued_;
    bool decided_ = false;
    Effects effects_;
};

}  // namespace dusk::settlement
