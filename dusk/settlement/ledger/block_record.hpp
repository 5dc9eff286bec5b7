// What a node keeps of an accepted block: the block without sidecars, what each transaction did,
// and the finality label. It is all that the Ethereum view of DuskDS is computed from.
//
// Encoding (own, version 1): `01 || label u8 || label height u64 || block_len u64 || block ||
// outcome_count u32 || outcomes || event_count u32 || events`, where an outcome is
// `tx id[32] || gas_spent u64 || (00 | 01 || len u64 || text) || event_count u32 || events` and an
// event `source[32] || len u64 || topic || len u64 || data`. Integers are little-endian.
#pragma once

#include <dusk/settlement/ledger/block.hpp>

namespace dusk::settlement {

/// Rolling finality (spec/duskds-consensus.md section 9).
enum class Finality : std::uint8_t { accepted = 0, attested = 1, confirmed = 2, final = 3 };

struct FinalityLabel {
    Finality kind = Finality::accepted;
    /// Accepted, attested: stable successors needed. Confirmed, final: how many blocks later it
    /// became so.
    std::uint64_t count = 0;
    friend bool operator==(const FinalityLabel&, const FinalityLabel&) = default;
};

struct TxOutcome {
    Hash32 tx_id;
    std::uint64_t gas_spent = 0;
    /// Why the call failed; the fee was kept nevertheless.
    std::optional<std::string> err;
    std::vector<ContractEvent> events;
    friend bool operator==(const TxOutcome&, const TxOutcome&) = default;
};

struct BlockRecord {
    Block block;  ///< sidecars stripped; block.header.state_hash is the state root after it
    /// One per transaction, in block order.
    std::vector<TxOutcome> outcomes;
    /// Events of the block itself: rewards, slashes.
    std::vector<ContractEvent> block_events;
    FinalityLabel label;
    friend bool operator==(const BlockRecord&, const BlockRecord&) = default;
};

void encode(Bytes& out, const ContractEvent& event);
Decoded<ContractEvent> decode_event(WireReader& reader);
void encode(Bytes& out, const TxOutcome& outcome);
Decoded<TxOutcome> decode_tx_outcome(WireReader& reader);

Bytes encode_block_record(const BlockRecord& record);
/// Refuses a record whose outcomes do not match its transactions in number.
Decoded<BlockRecord> decode_block_record(BytesView bytes);

}  // namespace dusk::settlement
