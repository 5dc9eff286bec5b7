#include <dusk/settlement/consensus/messages.hpp>

namespace dusk::settlement {
namespace {

void encode_body(Bytes& out, const CandidateMessage& message) {
    out.push_back(static_cast<std::uint8_t>(Topic::candidate));
    encode(out, message.block);
}

void encode_body(Bytes& out, const ValidationMessage& message) {
    out.push_back(static_cast<std::uint8_t>(Topic::validation));
    encode(out, message.header);
    encode(out, message.vote);
    encode(out, message.sign_info);
}

/// 0 Valid, 1 Invalid, 2 NoCandidate, 255 NoQuorum.
std::uint8_t quorum_type(const Vote& vote) noexcept {
    switch (vote.kind) {
        case VoteKind::valid:
            return 0;
        case VoteKind::invalid:
            return 1;
        case VoteKind::no_candidate:
            return 2;
        case VoteKind::no_quorum:
            return 255;
    }
    return 255;
}

void encode_body(Bytes& out, const RatificationMessage& message) {
    out.push_back(static_cast<std::uint8_t>(Topic::ratification));
    encode(out, message.header);
    encode(out, message.vote);
    append_le(out, message.timestamp);
    encode(out, message.result.votes);
    encode(out, message.result.vote);
    out.push_back(quorum_type(message.result.vote));
    encode(out, message.sign_info);
}

void encode_body(Bytes& out, const QuorumMessage& message) {
    out.push_back(static_cast<std::uint8_t>(Topic::quorum));
    encode(out, message.header);
    encode(out, message.attestation);
}

Decoded<ConsensusMessage> decode_validation(WireReader& reader) {
    DUSK_TRY(header, decode_consensus_header(reader));
    DUSK_TRY(vote, decode_vote(reader));
    DUSK_TRY(sign_info, decode_sign_info(reader));
    return ValidationMessage{header, vote, sign_info};
}

Decoded<ConsensusMessage> decode_ratification(WireReader& reader) {
    DUSK_TRY(header, decode_consensus_header(reader));
    DUSK_TRY(vote, decode_vote(reader));
    DUSK_TRY(timestamp, reader.u64());
    DUSK_TRY(votes, decode_step_votes(reader));
    DUSK_TRY(result_vote, decode_vote(reader));
    DUSK_TRY_VOID(reader.u8());
    DUSK_TRY(sign_info, decode_sign_info(reader));
    return RatificationMessage{header, vote, timestamp, {votes, result_vote}, sign_info};
}

Decoded<ConsensusMessage> decode_quorum(WireReader& reader) {
    DUSK_TRY(header, decode_consensus_header(reader));
    DUSK_TRY(attestation, decode_attestation(reader));
    return QuorumMessage{header, attestation};
}

Decoded<ConsensusMessage> decode_body(WireReader& reader, std::uint8_t topic) {
    switch (static_cast<Topic>(topic)) {
        case Topic::candidate: {
            DUSK_TRY(block, decode_block(reader));
            return CandidateMessage{std::move(block)};
        }
        case Topic::validation:
            return decode_validation(reader);
        case Topic::ratification:
            return decode_ratification(reader);
        case Topic::quorum:
            return decode_quorum(reader);
    }
    return std::unexpected(LedgerError::bad_tag);
}

}  // namespace

Bytes encode_message(const ConsensusMessage& message) {
    Bytes out;
    std::visit([&](const auto& body) { encode_body(out, body); }, message);
    return out;
}

Decoded<ConsensusMessage> decode_message(BytesView bytes) {
    WireReader reader(bytes);
    DUSK_TRY(topic, reader.u8());
    DUSK_TRY(message, decode_body(reader, topic));
    DUSK_TRY_VOID(reader.finish());
    return message;
}

ConsensusHeader header_of(const ConsensusMessage& message) {
    if (const auto* candidate = std::get_if<CandidateMessage>(&message))
        return consensus_header_of(candidate->block.header);
    if (const auto* validation = std::get_if<ValidationMessage>(&message))
        return validation->header;
    if (const auto* ratification = std::get_if<RatificationMessage>(&message))
        return ratification->header;
    return std::get<QuorumMessage>(message).header;
}

}  // namespace dusk::settlement
