#include <dusk/settlement/ledger/block_record.hpp>

namespace dusk::settlement {
namespace {

constexpr std::uint8_t RECORD_VERSION = 1;
/// Counts are bounded by what is left to read: an event takes at least its source and two lengths.
constexpr std::size_t MIN_EVENT_SIZE = 32 + 8 + 8;
constexpr std::size_t MAX_FIELD_SIZE = std::size_t{1} << 30;

void encode_events(Bytes& out, const std::vector<ContractEvent>& events) {
    append_le(out, static_cast<std::uint32_t>(events.size()));
    for (const auto& event : events) encode(out, event);
}

Decoded<std::vector<ContractEvent>> decode_events(WireReader& reader) {
    DUSK_TRY(count, reader.u32());
    if (count > reader.left() / MIN_EVENT_SIZE) return std::unexpected(LedgerError::too_many);
    std::vector<ContractEvent> events;
    for (std::uint32_t i = 0; i < count; ++i) {
        DUSK_TRY(event, decode_event(reader));
        events.push_back(std::move(event));
    }
    return events;
}

}  // namespace

void encode(Bytes& out, const ContractEvent& event) {
    append(out, event.source);
    append_sized(out, as_bytes(event.topic));
    append_sized(out, event.data);
}

Decoded<ContractEvent> decode_event(WireReader& reader) {
    DUSK_TRY(source, reader.fixed<32>());
    DUSK_TRY(topic, reader.sized(MAX_FIELD_SIZE));
    DUSK_TRY(data, reader.sized(MAX_FIELD_SIZE));
    return ContractEvent{source, std::string(as_text(topic)), to_bytes(data)};
}

void encode(Bytes& out, const TxOutcome& outcome) {
    append(out, outcome.tx_id);
    append_le(out, outcome.gas_spent);
    out.push_back(outcome.err ? 1 : 0);
    if (outcome.err) append_sized(out, as_bytes(*outcome.err));
    encode_events(out, outcome.events);
}

Decoded<TxOutcome> decode_tx_outcome(WireReader& reader) {
    TxOutcome outcome;
    DUSK_TRY(id, reader.fixed<32>());
    DUSK_TRY(gas_spent, reader.u64());
    DUSK_TRY(failed, reader.flag());
    outcome.tx_id = id;
    outcome.gas_spent = gas_spent;
    if (failed) {
        DUSK_TRY(text, reader.sized(MAX_FIELD_SIZE));
        outcome.err = std::string(as_text(text));
    }
    DUSK_TRY(events, decode_events(reader));
    outcome.events = std::move(events);
    return outcome;
}

Bytes encode_block_record(const BlockRecord& record) {
    Bytes out;
    out.push_back(RECORD_VERSION);
    out.push_back(static_cast<std::uint8_t>(record.label.kind));
    append_le(out, record.label.count);
    append_sized(out, encode_block(record.block));
    append_le(out, static_cast<std::uint32_t>(record.outcomes.size()));
    for (const auto& outcome : record.outcomes) encode(out, outcome);
    encode_events(out, record.block_events);
    return out;
}

Decoded<BlockRecord> decode_block_record(BytesView bytes) {
    WireReader reader(bytes);
    DUSK_TRY(version, reader.u8());
    if (version != RECORD_VERSION) return std::unexpected(LedgerError::bad_version);
    DUSK_TRY(kind, reader.u8());
    if (kind > 3) return std::unexpected(LedgerError::bad_tag);
    BlockRecord record;
    DUSK_TRY(count, reader.u64());
    record.label = {static_cast<Finality>(kind), count};
    DUSK_TRY(block_bytes, reader.sized(MAX_FIELD_SIZE));
    DUSK_TRY(block, decode_block(block_bytes));
    record.block = std::move(block);
    DUSK_TRY(outcome_count, reader.u32());
    if (outcome_count != record.block.txs.size()) return std::unexpected(LedgerError::bad_size);
    for (std::uint32_t i = 0; i < outcome_count; ++i) {
        DUSK_TRY(outcome, decode_tx_outcome(reader));
        record.outcomes.push_back(std::move(outcome));
    }
    DUSK_TRY(events, decode_events(reader));
    record.block_events = std::move(events);
    DUSK_TRY_VOID(reader.finish());
    return record;
}

}  // namespace dusk::settlement
