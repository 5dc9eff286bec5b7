#include <dusk/settlement/consensus/round.hpp>

namespace dusk::settlement {

Round::Round(RoundInputs inputs, const BlsSigner* signer, const BlsProvider& bls)
    : inputs_(std::move(inputs)), signer_(signer), bls_(bls) {}

Effects Round::start(std::uint64_t now_ms, std::uint8_t first_iteration) {
    now_ms_ = now_ms;
    enter_iteration(first_iteration);
    return take_effects();
}

AttestationContext Round::attestation_context(std::uint8_t iteration) const {
    return {.header = {inputs_.tip.hash, number(), iteration},
            .seed = inputs_.tip.seed,
            .provisioners = inputs_.provisioners,
            .bls = bls_};
}

// Steps -----------------------------------------------------------------------------------------

void Round::enter_iteration(std::uint8_t iteration) {
    iteration_ = std::min<std::uint8_t>(iteration, CONSENSUS_MAX_ITER - 1);
    candidate_.reset();
    result_.reset();
    build_requested_ = false;
    const auto& seed = inputs_.tip.seed;
    const auto generator = generator_of(seed, number(), iteration_, inputs_.provisioners);
    auto validation = voting_committee(seed, header(), Step::validation, inputs_.provisioners);
    auto ratification = voting_committee(seed, header(), Step::ratification, inputs_.provisioners);
    if (!generator || !validation || !ratification) {
        deadline_ms_.reset();
        return;
    }
    generator_ = *generator;
    validation_.emplace(*std::move(validation), in_emergency());
    ratification_.emplace(*std::move(ratification), in_emergency());
    enter_proposal();
}

void Round::enter_proposal() {
    step_ = Step::proposal;
    step_start_ms_ = now_ms_;
    const auto wait_for_slot = inputs_.slot_ms > now_ms_ ? inputs_.slot_ms - now_ms_ : 0;
    deadline_ms_ = now_ms_ + inputs_.timeouts[0] + wait_for_slot;
    replay_queue();
    wake_for_step();
}

void Round::enter_validation() {
    step_ = Step::validation;
    step_start_ms_ = now_ms_;
    deadline_ms_ = now_ms_ + inputs_.timeouts[1];
    wake_for_step();
    if (candidate_)
        effects_.push_back(VerifyCandidate{candidates_.at(*candidate_)});
    else if (!in_emergency())
        cast_validation(Vote::no_candidate());
    if (step_ == Step::validation) replay_queue();
}

void Round::enter_ratification(ValidationResult result) {
    step_ = Step::ratification;
    step_start_ms_ = now_ms_;
    result_ = std::move(result);
    deadline_ms_ = now_ms_ + inputs_.timeouts[2];
    // Section 2.5, open consensus: the last step of the last iteration has no end.
    if (iteration_ + 1 == CONSENSUS_MAX_ITER) deadline_ms_.reset();
    wake_for_step();
    const auto iteration = iteration_;
    cast_ratification();
    if (iteration_ == iteration && step_ == Step::ratification) replay_queue();
}

/// A Fail attestation or none moves on to the next iteration; a Success one decides.
void Round::end_iteration(std::optional<Attestation> attestation) {
    if (attestation && attestation->success) return decide(*attestation);
    if (attestation) failed_.try_emplace(iteration_, FailedIteration{*attestation, generator_});
    enter_iteration(static_cast<std::uint8_t>(iteration_ + 1));
}

void Round::decide(const Attestation& attestation) {
    if (decided_) return;
    decided_ = true;
    const auto& hash = attestation.vote.hash;
    const auto found = candidates_.find(hash);
    Decide effect{.hash = hash, .attestation = attestation, .block = {}};
    if (found != candidates_.end()) {
        effect.block = found->second;
        effect.block->header.att = attestation;
    }
    effects_.push_back(std::move(effect));
}

/// The next time something happens by itself.
void Round::wake_for_step() {
    auto wake = deadline_ms_;
    if (step_ == Step::proposal) {
        if (candidate_) {
            wake = inputs_.slot_ms;
        } else if (is_own(generator_) && !build_requested_) {
            wake = inputs_.slot_ms - std::min(inputs_.slot_ms, inputs_.build_lead_ms);
        }
    }
    if (wake) effects_.push_back(WakeAt{std::max(*wake, now_ms_)});
}

Effects Round::on_time(std::uint64_t now_ms) {
    now_ms_ = now_ms;
    if (decided_) return take_effects();
    switch (step_) {
        case Step::proposal:
            if (candidate_ && now_ms_ >= inputs_.slot_ms) {
                enter_validation();
            } else if (!candidate_ && is_own(generator_) && !build_requested_ &&
                       now_ms_ + inputs_.build_lead_ms >= inputs_.slot_ms) {
                build_requested_ = true;
                FailedIterations failed;
                const auto count = std::min<std::size_t>(iteration_, MAX_FAILED_ITERATIONS);
                for (std::uint8_t i = 0; i < count; ++i) {
                    const auto found = failed_.find(i);
                    failed.push_back(found == failed_.end() ? std::nullopt
                                                            : std::optional(found->second));
                }
                // The time first: a caller may answer at once, and the answer sets another.
                wake_for_step();
                effects_.push_back(BuildCandidate{iteration_, std::move(failed)});
            } else if (deadline_ms_ && now_ms_ >= *deadline_ms_) {
                inputs_.timeouts[0] =
                    std::min(inputs_.timeouts[0] + TIMEOUT_INCREASE_MS, MAX_STEP_TIMEOUT_MS);
                enter_validation();
            } else {
                wake_for_step();
            }
            break;
        case Step::validation:
            if (!deadline_ms_ || now_ms_ < *deadline_ms_) break;
            inputs_.timeouts[1] =
                std::min(inputs_.timeouts[1] + TIMEOUT_INCREASE_MS, MAX_STEP_TIMEOUT_MS);
            enter_ratification({{}, Vote::no_quorum()});
            break;
        case Step::ratification:
            if (!deadline_ms_ || now_ms_ < *deadline_ms_) break;
            inputs_.timeouts[2] =
                std::min(inputs_.timeouts[2] + TIMEOUT_INCREASE_MS, MAX_STEP_TIMEOUT_MS);
            end_iteration(std::nullopt);
            break;
    }
    return take_effects();
}

// Answers ---------------------------------------------------------------------------------------

Effects Round::on_candidate(std::optional<Block> block, std::uint64_t now_ms) {
    now_ms_ = now_ms;
    const bool is_current = block && signer_ && block->header.iteration == iteration_ &&
                            step_ == Step::proposal && is_own(generator_);
    if (is_current) {
        block->header = with_hash(std::move(block->header));
        block->header.signature = signer_->sign_multisig(block->header.hash);
        effects_.push_back(Broadcast{CandidateMessage{*block}});
        take_candidate({*std::move(block)});
    }
    return take_effects();
}

Effects Round::on_verdict(const Hash32& hash, Verdict verdict, std::uint64_t now_ms) {
    now_ms_ = now_ms;
    if (step_ == Step::validation && candidate_ == hash && !decided_) {
        if (verdict == Verdict::valid) cast_validation(Vote::valid(hash));
        if (verdict == Verdict::invalid && !in_emergency()) cast_validation(Vote::invalid(hash));
    }
    return take_effects();
}

void Round::cast_validation(const Vote& vote) {
    if (!signer_ || !validation_->committee().position(signer_->public_key())) return;
    const SignInfo sign_info{signer_->public_key(), signer_->sign_multisig(vote_message(
                                                        header(), VoteStep::validation, vote))};
    effects_.push_back(Broadcast{ValidationMessage{header(), vote, sign_info}});
    count_validation(vote, sign_info);
}

void Round::cast_ratification() {
    const auto vote = result_->vote;
    if (in_emergency() && vote.kind != VoteKind::valid) return;
    if (!signer_ || !ratification_->committee().position(signer_->public_key())) return;
    const SignInfo sign_info{signer_->public_key(), signer_->sign_multisig(vote_message(
                                                        header(), VoteStep::ratification, vote))};
    effects_.push_back(
        Broadcast{RatificationMessage{header(), vote, now_ms_ / 1000, *result_, sign_info}});
    count_ratification(vote, sign_info);
}

void Round::count_validation(const Vote& vote, const SignInfo& sign_info) {
    const auto quorum = validation_->add(vote, sign_info, bls_);
    if (!quorum || !*quorum || step_ != Step::validation) return;
    effects_.push_back(StepElapsed{Step::validation, now_ms_ - step_start_ms_});
    enter_ratification({(*quorum)->votes, (*quorum)->vote});
}

void Round::count_ratification(const Vote& vote, const SignInfo& sign_info) {
    const auto quorum = ratification_->add(vote, sign_info, bls_);
    if (!quorum || !*quorum || step_ != Step::ratification || decided_) return;
    // The Validation half must be of the same vote; NoQuorum has none.
    if (result_->vote != vote) return;
    const Attestation attestation{.success = vote.kind == VoteKind::valid,
                                  .vote = vote,
                                  .validation = result_->votes,
                                  .ratification = (*quorum)->votes};
    effects_.push_back(StepElapsed{Step::ratification, now_ms_ - step_start_ms_});
    if (attestation.success || iteration_ + 1 < CONSENSUS_MAX_ITER)
        effects_.push_back(Broadcast{QuorumMessage{header(), attestation}});
    end_iteration(attestation);
}

}  // namespace dusk::settlement
