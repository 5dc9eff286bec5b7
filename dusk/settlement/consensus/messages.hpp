// The bodies of consensus messages (spec/duskds-consensus.md section 5.1).
#pragma once

#include <dusk/settlement/ledger/block.hpp>

namespace dusk::settlement {

struct ValidationResult {
    StepVotes votes;
    Vote vote;
    friend bool operator==(const ValidationResult&, const ValidationResult&) = default;
};

struct CandidateMessage {
    Block block;
    friend bool operator==(const CandidateMessage&, const CandidateMessage&) = default;
};
struct ValidationMessage {
    ConsensusHeader header;
    Vote vote;
    SignInfo sign_info;
    friend bool operator==(const ValidationMessage&, const ValidationMessage&) = default;
};
struct RatificationMessage {
    ConsensusHeader header;
    Vote vote;
    std::uint64_t timestamp = 0;
    ValidationResult result;
    SignInfo sign_info;
    friend bool operator==(const RatificationMessage&, const RatificationMessage&) = default;
};
struct QuorumMessage {
    ConsensusHeader header;
    Attestation attestation;
    friend bool operator==(const QuorumMessage&, const QuorumMessage&) = default;
};
using ConsensusMessage =
    std::variant<CandidateMessage, ValidationMessage, RatificationMessage, QuorumMessage>;

enum class Topic : std::uint8_t { candidate = 16, validation = 17, ratification = 18, quorum = 19 };

/// `topic u8 || body`.
Bytes encode_message(const ConsensusMessage& message);
Decoded<ConsensusMessage> decode_message(BytesView bytes);
/// Round and iteration the message belongs to.
ConsensusHeader header_of(const ConsensusMessage& message);

}  // namespace dusk::settlement
