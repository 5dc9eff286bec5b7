// Evidence of double signing (spec/duskds-consensus.md section 6).
#pragma once

#include <dusk/settlement/ledger/attestation.hpp>

namespace dusk::settlement {

enum class FaultKind : std::uint8_t {
    double_candidate = 0,
    double_ratification_vote = 1,
    double_validation_vote = 2,
};

/// One of the two contradicting messages. `vote.hash` alone is used for a double candidate.
struct FaultData {
    ConsensusHeader header;
    SignInfo sign_info;
    Vote vote;
    friend bool operator==(const FaultData&, const FaultData&) = default;
};

struct Fault {
    FaultKind kind = FaultKind::double_candidate;
    FaultData first;
    FaultData second;
    friend bool operator==(const Fault&, const Fault&) = default;
};

void encode(Bytes& out, const Fault& fault);
Decoded<Fault> decode_fault(WireReader& reader);
/// SHA3-256 of the encoding: id, and leaf of faultroot.
Hash32 fault_digest(const Fault& fault);
/// The bytes whose signature the evidence carries.
Bytes fault_message(const Fault& fault, const FaultData& data);

}  // namespace dusk::settlement
