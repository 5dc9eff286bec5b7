#include <dusk/settlement/ledger/attestation.hpp>

namespace dusk::settlement {

void encode(Bytes& out, const ConsensusHeader& value) {
    append(out, value.prev_block_hash);
    append_le(out, value.round);
    out.push_back(value.iteration);
}

void encode(Bytes& out, const Vote& value) {
    out.push_back(static_cast<std::uint8_t>(value.kind));
    if (value.kind == VoteKind::valid || value.kind == VoteKind::invalid) append(out, value.hash);
}

void encode(Bytes& out, const StepVotes& value) {
    append_le(out, value.bitset);
    append(out, value.aggregate_signature);
}

void encode(Bytes& out, const Attestation& value) {
    out.push_back(value.success ? 1 : 0);
    encode(out, value.vote);
    encode(out, value.validation);
    encode(out, value.ratification);
}

void encode(Bytes& out, const FailedIterations& value) {
    DUSK_CHECK(value.size() <= MAX_FAILED_ITERATIONS);
    out.push_back(static_cast<std::uint8_t>(value.size()));
    for (const auto& entry : value) {
        out.push_back(entry ? 1 : 0);
        if (!entry) continue;
        encode(out, entry->attestation);
        append(out, entry->generator);
    }
}

void encode(Bytes& out, const SignInfo& value) {
    append(out, value.signer);
    append(out, value.signature);
}

Decoded<ConsensusHeader> decode_consensus_header(WireReader& reader) {
    DUSK_TRY(prev, reader.fixed<32>());
    DUSK_TRY(round, reader.u64());
    DUSK_TRY(iteration, reader.u8());
    return ConsensusHeader{prev, round, iteration};
}

Decoded<Vote> decode_vote(WireReader& reader) {
    DUSK_TRY(kind, reader.u8());
    if (kind > 3) return std::unexpected(LedgerError::bad_tag);
    Vote vote{static_cast<VoteKind>(kind), {}};
    if (vote.kind == VoteKind::valid || vote.kind == VoteKind::invalid) {
        DUSK_TRY(hash, reader.fixed<32>());
        vote.hash = hash;
    }
    return vote;
}

Decoded<StepVotes> decode_step_votes(WireReader& reader) {
    DUSK_TRY(bitset, reader.u64());
    DUSK_TRY(signature, reader.fixed<48>());
    return StepVotes{bitset, signature};
}

Decoded<Attestation> decode_attestation(WireReader& reader) {
    DUSK_TRY(success, reader.flag());
    DUSK_TRY(vote, decode_vote(reader));
    DUSK_TRY(validation, decode_step_votes(reader));
    DUSK_TRY(ratification, decode_step_votes(reader));
    return Attestation{success, vote, validation, ratification};
}

Decoded<FailedIterations> decode_failed_iterations(WireReader& reader) {
    DUSK_TRY(count, reader.u8());
    if (count > MAX_FAILED_ITERATIONS) return std::unexpected(LedgerError::too_many);
    FailedIterations out;
    for (unsigned i = 0; i < count; ++i) {
        DUSK_TRY(present, reader.flag());
        if (!present) {
            out.emplace_back();
            continue;
        }
        DUSK_TRY(attestation, decode_attestation(reader));
        DUSK_TRY(generator, reader.fixed<96>());
        out.emplace_back(FailedIteration{attestation, generator});
    }
    return out;
}

Decoded<SignInfo> decode_sign_info(WireReader& reader) {
    DUSK_TRY(signer, reader.fixed<96>());
    DUSK_TRY(signature, reader.fixed<48>());
    return SignInfo{signer, signature};
}

Bytes vote_message(const ConsensusHeader& header, VoteStep step, const Vote& vote) {
    Bytes out;
    encode(out, header);
    out.push_back(static_cast<std::uint8_t>(step));
    encode(out, vote);
    return out;
}

}  // namespace dusk::settlement
