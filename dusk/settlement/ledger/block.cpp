#include <dusk/settlement/ledger/block.hpp>
#include <dusk/settlement/ledger/merkle.hpp>

namespace dusk::settlement {

void encode(Bytes& out, const Block& block) {
    DUSK_CHECK(block.txs.size() <= MAX_NUMBER_OF_TRANSACTIONS);
    DUSK_CHECK(block.faults.size() <= MAX_NUMBER_OF_FAULTS);
    encode(out, block.header);
    append_le(out, static_cast<std::uint32_t>(block.txs.size()));
    for (const auto& tx : block.txs) encode_tx(out, tx);
    append_le(out, static_cast<std::uint32_t>(block.faults.size()));
    for (const auto& fault : block.faults) encode(out, fault);
}

Bytes encode_block(const Block& block) {
    Bytes out;
    encode(out, block);
    return out;
}

Decoded<Block> decode_block(WireReader& reader) {
    DUSK_TRY(header, decode_header(reader));
    Block block{.header = std::move(header), .txs = {}, .faults = {}};
    DUSK_TRY(tx_count, reader.u32());
    if (tx_count > MAX_NUMBER_OF_TRANSACTIONS) return std::unexpected(LedgerError::too_many);
    for (std::uint32_t i = 0; i < tx_count; ++i) {
        DUSK_TRY(tx, decode_tx(reader));
        block.txs.push_back(std::move(tx));
    }
    DUSK_TRY(fault_count, reader.u32());
    if (fault_count > MAX_NUMBER_OF_FAULTS) return std::unexpected(LedgerError::too_many);
    for (std::uint32_t i = 0; i < fault_count; ++i) {
        DUSK_TRY(fault, decode_fault(reader));
        block.faults.push_back(fault);
    }
    return block;
}

Decoded<Block> decode_block(BytesView bytes) {
    WireReader reader(bytes);
    DUSK_TRY(block, decode_block(reader));
    DUSK_TRY_VOID(reader.finish());
    return block;
}

Hash32 tx_root_of(const Block& block) {
    std::vector<Hash32> leaves;
    leaves.reserve(block.txs.size());
    for (const auto& tx : block.txs) leaves.push_back(tx_digest(tx));
    return merkle_root(leaves);
}

Hash32 fault_root_of(const Block& block) {
    std::vector<Hash32> leaves;
    leaves.reserve(block.faults.size());
    for (const auto& fault : block.faults) leaves.push_back(fault_digest(fault));
    return merkle_root(leaves);
}

Block strip_sidecars(const Block& block) {
    Block out{.header = block.header, .txs = {}, .faults = block.faults};
    out.txs.reserve(block.txs.size());
    for (const auto& tx : block.txs) out.txs.push_back(strip_sidecars(tx));
    return out;
}

}  // namespace dusk::settlement
