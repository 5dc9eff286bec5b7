#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/ledger/faults.hpp>

namespace dusk::settlement {
namespace {

void encode_signed_data(Bytes& out, FaultKind kind, const Vote& vote) {
    if (kind == FaultKind::double_candidate)
        append(out, vote.hash);
    else
        encode(out, vote);
}

void encode_data(Bytes& out, FaultKind kind, const FaultData& data) {
    encode(out, data.header);
    encode(out, data.sign_info);
    encode_signed_data(out, kind, data.vote);
}

Decoded<FaultData> decode_data(WireReader& reader, FaultKind kind) {
    DUSK_TRY(header, decode_consensus_header(reader));
    DUSK_TRY(sign_info, decode_sign_info(reader));
    if (kind == FaultKind::double_candidate) {
        DUSK_TRY(hash, reader.fixed<32>());
        return FaultData{header, sign_info, Vote::valid(hash)};
    }
    DUSK_TRY(vote, decode_vote(reader));
    return FaultData{header, sign_info, vote};
}

}  // namespace

void encode(Bytes& out, const Fault& fault) {
    out.push_back(static_cast<std::uint8_t>(fault.kind));
    encode_data(out, fault.kind, fault.first);
    encode_data(out, fault.kind, fault.second);
}

Decoded<Fault> decode_fault(WireReader& reader) {
    DUSK_TRY(kind, reader.u8());
    if (kind > 2) return std::unexpected(LedgerError::bad_tag);
    Fault fault{static_cast<FaultKind>(kind), {}, {}};
    DUSK_TRY(first, decode_data(reader, fault.kind));
    DUSK_TRY(second, decode_data(reader, fault.kind));
    fault.first = first;
    fault.second = second;
    return fault;
}

Hash32 fault_digest(const Fault& fault) {
    Bytes out;
    encode(out, fault);
    return sha3_256(out);
}

Bytes fault_message(const Fault& fault, const FaultData& data) {
    Bytes out;
    encode(out, data.header);
    // A candidate's evidence has no step byte (section 6, caveat).
    if (fault.kind == FaultKind::double_ratification_vote) out.push_back(2);
    if (fault.kind == FaultKind::double_validation_vote) out.push_back(1);
    encode_signed_data(out, fault.kind, data.vote);
    return out;
}

}  // namespace dusk::settlement
