// What a round does with messages of other nodes (spec/duskds-consensus.md sections 2.1 to 2.3,
// spec/duskds-network.md section 5).
#include <dusk/settlement/consensus/round.hpp>

namespace dusk::settlement {
namespace {

Step step_of(const ConsensusMessage& message) {
    if (std::holds_alternative<CandidateMessage>(message)) return Step::proposal;
    if (std::holds_alternative<ValidationMessage>(message)) return Step::validation;
    return Step::ratification;
}

/// What can be said of a candidate without its state (section 2.1).
bool candidate_is_sound(const Block& block, const AccountKey& generator, const BlsProvider& bls) {
    const auto& header = block.header;
    if (header.generator != generator || header.hash != header_hash(header)) return false;
    if (encode_block(block).size() > MAX_BLOCK_SIZE) return false;
    if (!bls.verify_multisig(std::span(&header.generator, 1), header.hash, header.signature))
        return false;
    return header.tx_root == tx_root_of(block) && header.fault_root == fault_root_of(block);
}

}  // namespace

Effects Round::on_message(const ConsensusMessage& message, std::uint64_t now_ms) {
    now_ms_ = now_ms;
    const auto about = header_of(message);
    const bool is_ours = about.round == number() && about.prev_block_hash == inputs_.tip.hash &&
                         about.iteration < CONSENSUS_MAX_ITER && validation_.has_value();
    if (!is_ours || decided_) return take_effects();
    // Attestations are worth having whatever the iteration.
    if (const auto* quorum = std::get_if<QuorumMessage>(&message)) {
        take_quorum(*quorum);
        return take_effects();
    }
    const auto at = std::pair(about.iteration, step_of(message));
    const auto now_at = std::pair(iteration_, step_);
    if (at > now_at)
        queue(message);
    else if (const auto* candidate = std::get_if<CandidateMessage>(&message))
        take_candidate(*candidate);
    else if (at.first < now_at.first)
        return take_effects();
    else if (const auto* validation = std::get_if<ValidationMessage>(&message))
        take_validation(*validation);
    else if (const auto* ratification = std::get_if<RatificationMessage>(&message))
        take_ratification(*ratification);
    return take_effects();
}

void Round::queue(const ConsensusMessage& message) {
    const auto iteration = header_of(message).iteration;
    auto& waiting = queued_[{iteration, static_cast<std::uint8_t>(step_of(message))}];
    if (waiting.size() < MAX_QUEUED_PER_STEP) waiting.push_back(message);
}

void Round::replay_queue() {
    const auto node = queued_.extract({iteration_, static_cast<std::uint8_t>(step_)});
    if (node.empty()) return;
    for (const auto& message : node.mapped()) {
        if (decided_) return;
        if (const auto* candidate = std::get_if<CandidateMessage>(&message))
            take_candidate(*candidate);
        else if (const auto* validation = std::get_if<ValidationMessage>(&message))
            take_validation(*validation);
        else if (const auto* ratification = std::get_if<RatificationMessage>(&message))
            take_ratification(*ratification);
    }
}

/// Candidates of earlier iterations are kept too: a late quorum may decide for one.
void Round::take_candidate(const CandidateMessage& message) {
    const auto& block = message.block;
    const auto generator =
        generator_of(inputs_.tip.seed, number(), block.header.iteration, inputs_.provisioners);
    if (!generator || !candidate_is_sound(block, *generator, bls_)) return;
    candidates_.try_emplace(block.header.hash, block);
    const bool is_awaited =
        step_ == Step::proposal && block.header.iteration == iteration_ && !candidate_;
    if (!is_awaited) return;
    candidate_ = block.header.hash;
    effects_.push_back(StepElapsed{Step::proposal, now_ms_ - step_start_ms_});
    if (now_ms_ >= inputs_.slot_ms)
        enter_validation();
    else
        wake_for_step();
}

bool Round::signature_holds(VoteStep step, const Vote& vote, const SignInfo& sign_info) const {
    return bls_.verify_multisig(std::span(&sign_info.signer, 1), vote_message(header(), step, vote),
                                sign_info.signature);
}

void Round::take_validation(const ValidationMessage& message) {
    if (message.header.iteration != iteration_) return;
    const auto kind = message.vote.kind;
    if (kind == VoteKind::no_quorum) return;
    if (in_emergency() && kind != VoteKind::valid) return;
    if (!validation_->committee().position(message.sign_info.signer)) return;
    if (!signature_holds(VoteStep::validation, message.vote, message.sign_info)) return;
    count_validation(message.vote, message.sign_info);
}

void Round::take_ratification(const RatificationMessage& message) {
    if (message.header.iteration != iteration_ || !result_) return;
    if (message.vote != message.result.vote) return;
    if (in_emergency() && message.vote.kind != VoteKind::valid) return;
    if (!ratification_->committee().position(message.sign_info.signer)) return;
    if (!signature_holds(VoteStep::ratification, message.vote, message.sign_info)) return;
    if (message.vote.kind == VoteKind::no_quorum) {
        if (!message.result.votes.is_empty()) return;
    } else if (message.vote != result_->vote) {
        // Section 2.3: without a result of our own the attached one is verified and adopted.
        const bool may_adopt = result_->vote.kind == VoteKind::no_quorum || in_emergency();
        if (!may_adopt) return;
        if (!verify_step_votes(attestation_context(iteration_), Step::validation, message.vote,
                               message.result.votes))
            return;
        result_ = message.result;
    }
    count_ratification(message.vote, message.sign_info);
}

void Round::take_quorum(const QuorumMessage& message) {
    const auto iteration = message.header.iteration;
    const auto context = attestation_context(iteration);
    const auto& attestation = message.attestation;
    if (attestation.success) {
        if (!verify_success(context, attestation.vote.hash, attestation)) return;
        effects_.push_back(Broadcast{message});
        decide(attestation);
        return;
    }
    if (failed_.contains(iteration) || !verify_fail(context, attestation)) return;
    const auto generator =
        generator_of(inputs_.tip.seed, number(), iteration, inputs_.provisioners);
    failed_.try_emplace(iteration, FailedIteration{attestation, *generator});
    effects_.push_back(Broadcast{message});
    if (iteration == iteration_ && iteration_ + 1 < CONSENSUS_MAX_ITER)
        enter_iteration(static_cast<std::uint8_t>(iteration_ + 1));
}

}  // namespace dusk::settlement
