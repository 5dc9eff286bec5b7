#include <dusk/core/codec/rlp.hpp>
#include <dusk/settlement/ethview/view_codec.hpp>

namespace dusk::settlement::ethview {

namespace {

Bytes encode_entry(const ViewTransaction& entry) {
    Bytes payload;
    rlp::encode(payload, BytesView{encode_transaction(entry.txn)});
    rlp::encode(payload, entry.sender);
    rlp::encode(payload, entry.dusk_tx_id);
    rlp::encode(payload, std::uint64_t{entry.is_synthetic ? 1u : 0u});
    rlp::encode(payload, entry.gas_used);
    rlp::encode(payload, entry.effective_gas_price);
    rlp::encode(payload, BytesView{encode_receipt(entry.receipt)});
    return rlp::encode_list(payload);
}

/// Any failure below is the same to callers: the store is damaged.
template <class T, class E>
std::expected<T, ViewDecodeError> flatten(std::expected<T, E> result) {
    if (!result) return std::unexpected(ViewDecodeError::malformed);
    return *std::move(result);
}

std::expected<ViewTransaction, ViewDecodeError> decode_entry(rlp::ListReader reader) {
    ViewTransaction entry;
    DUSK_TRY(txn_bytes, flatten(reader.next_string()));
    DUSK_TRY(txn, flatten(decode_transaction(txn_bytes)));
    entry.hash = transaction_hash(txn);
    entry.txn = std::move(txn);
    DUSK_TRY(sender, flatten(reader.next_fixed<20>()));
    DUSK_TRY(dusk_tx_id, flatten(reader.next_fixed<32>()));
    DUSK_TRY(synthetic, flatten(reader.next_u64()));
    DUSK_TRY(gas_used, flatten(reader.next_u64()));
    DUSK_TRY(price, flatten(reader.next_u256()));
    DUSK_TRY(receipt_bytes, flatten(reader.next_string()));
    DUSK_TRY(receipt, flatten(decode_receipt(receipt_bytes)));
    if (synthetic > 1 || !reader.at_end()) return std::unexpected(ViewDecodeError::malformed);
    entry.sender = sender;
    entry.dusk_tx_id = dusk_tx_id;
    entry.is_synthetic = synthetic == 1;
    entry.gas_used = gas_used;
    entry.effective_gas_price = price;
    entry.receipt = std::move(receipt);
    return entry;
}

}  // namespace

Bytes encode_view_block(const ViewBlock& block) {
    Bytes entries;
    for (const auto& entry : block.transactions) append(entries, encode_entry(entry));
    Bytes payload = encode_header(block.header);
    rlp::encode(payload, block.dusk_hash);
    append(payload, rlp::encode_list(entries));
    return rlp::encode_list(payload);
}

std::expected<ViewBlock, ViewDecodeError> decode_view_block(BytesView bytes) {
    DUSK_TRY(reader, flatten(rlp::ListReader::open(bytes)));
    DUSK_TRY(header_item, flatten(reader.next()));
    DUSK_TRY(header, flatten(dusk::decode_header(header_item.encoded)));
    DUSK_TRY(dusk_hash, flatten(reader.next_fixed<32>()));
    DUSK_TRY(entries, flatten(reader.next_list()));
    if (!reader.at_end()) return std::unexpected(ViewDecodeError::malformed);
    ViewBlock block;
    block.hash = dusk::header_hash(header);
    block.header = std::move(header);
    block.dusk_hash = dusk_hash;
    while (!entries.at_end()) {
        DUSK_TRY(entry, flatten(entries.next_list()));
        DUSK_TRY(decoded, decode_entry(std::move(entry)));
        block.transactions.push_back(std::move(decoded));
    }
    return block;
}

}  // namespace dusk::settlement::ethview
