#include <dusk/core/chain/header.hpp>
#include <dusk/core/crypto/hash.hpp>

namespace dusk {
namespace {

using rlp::ListReader;
using rlp::RlpError;
template <class T>
using Decoded = std::expected<T, RlpError>;

template <class T>
bool append_optional(Bytes& out, const std::optional<T>& field) {
    if (field) rlp::encode(out, *field);
    return field.has_value();
}

Decoded<void> read(ListReader& reader, std::uint64_t& out) {
    DUSK_TRY(value, reader.next_u64());
    out = value;
    return {};
}
Decoded<void> read(ListReader& reader, u256& out) {
    DUSK_TRY(value, reader.next_u256());
    out = value;
    return {};
}
Decoded<void> read(ListReader& reader, Bytes& out) {
    DUSK_TRY(value, reader.next_string());
    out = to_bytes(value);
    return {};
}
template <std::size_t N>
Decoded<void> read(ListReader& reader, FixedBytes<N>& out) {
    DUSK_TRY(value, reader.next_fixed<N>());
    out = value;
    return {};
}
/// Optional fields end the header: absent once the list is at its end.
template <class T>
Decoded<void> read(ListReader& reader, std::optional<T>& out) {
    if (reader.at_end()) return {};
    return read(reader, out.emplace());
}

template <class... Fields>
Decoded<void> read_all(ListReader& reader, Fields&... fields) {
    Decoded<void> result;
    (void)((result = read(reader, fields)).has_value() && ...);
    return result;
}

Decoded<Header> read_header(ListReader reader) {
    Header h;
    DUSK_TRY_VOID(read_all(
        reader, h.parent_hash, h.ommers_hash, h.coinbase, h.state_root, h.transactions_root,
        h.receipts_root, h.logs_bloom, h.difficulty, h.number, h.gas_limit, h.gas_used, h.timestamp,
        h.extra_data, h.prev_randao, h.nonce, h.base_fee_per_gas, h.withdrawals_root,
        h.blob_gas_used, h.excess_blob_gas, h.parent_beacon_block_root, h.requests_hash));
    DUSK_TRY_VOID(reader.finish());
    return h;
}

Decoded<std::vector<Header>> read_ommers(ListReader& body) {
    DUSK_TRY(list, body.next_list());
    std::vector<Header> out;
    while (!list.at_end()) {
        DUSK_TRY(item, list.next_list());
        DUSK_TRY(header, read_header(item));
        out.push_back(std::move(header));
    }
    return out;
}

Decoded<std::optional<std::vector<Withdrawal>>> read_withdrawals(ListReader& body) {
    std::optional<std::vector<Withdrawal>> out;
    if (body.at_end()) return out;
    DUSK_TRY(list, body.next_list());
    out.emplace();
    while (!list.at_end()) {
        DUSK_TRY(item, list.next_list());
        auto& w = out->emplace_back();
        DUSK_TRY_VOID(read_all(item, w.index, w.validator_index, w.address, w.amount_gwei));
        DUSK_TRY_VOID(item.finish());
    }
    return out;
}

/// A malformed RLP of any kind is one error to the caller.
template <class T>
std::expected<T, BlockDecodeError> rlp_result(Decoded<T> value) {
    if (!value) return std::unexpected(BlockDecodeError::malformed_rlp);
    return *std::move(value);
}

std::expected<std::vector<Transaction>, BlockDecodeError> read_transactions(ListReader list) {
    std::vector<Transaction> out;
    while (!list.at_end()) {
        DUSK_TRY(item, rlp_result(list.next()));
        auto txn = decode_transaction_item(item);
        if (!txn) return std::unexpected(BlockDecodeError::bad_transaction);
        out.push_back(*std::move(txn));
    }
    return out;
}

/// A transaction in a block body: a list if legacy, else a string holding the EIP-2718 form.
void append_body_item(Bytes& out, const Transaction& txn) {
    const auto encoded = encode_transaction(txn);
    if (txn.type == TxnType::legacy) {
        append(out, encoded);
    } else {
        rlp::encode(out, BytesView{encoded});
    }
}

}  // namespace

const Hash32 EMPTY_OMMERS_HASH{{0x1d, 0xcc, 0x4d, 0xe8, 0xde, 0xc7, 0x5d, 0x7a, 0xab, 0x85, 0xb5,
                                0x67, 0xb6, 0xcc, 0xd4, 0x1a, 0xd3, 0x12, 0x45, 0x1b, 0x94, 0x8a,
                                0x74, 0x13, 0xf0, 0xa1, 0x42, 0xfd, 0x40, 0xd4, 0x93, 0x47}};

Bytes encode_header(const Header& h) {
    Bytes out;
    const auto put = [&out](const auto&... fields) { (rlp::encode(out, fields), ...); };
    put(h.parent_hash, h.ommers_hash, h.coinbase, h.state_root, h.transactions_root,
        h.receipts_root, h.logs_bloom, h.difficulty, h.number, h.gas_limit, h.gas_used, h.timestamp,
        BytesView{h.extra_data}, h.prev_randao, h.nonce);
    (void)(append_optional(out, h.base_fee_per_gas) && append_optional(out, h.withdrawals_root) &&
           append_optional(out, h.blob_gas_used) && append_optional(out, h.excess_blob_gas) &&
           append_optional(out, h.parent_beacon_block_root) &&
           append_optional(out, h.requests_hash));
    return rlp::encode_list(out);
}

std::expected<Header, BlockDecodeError> decode_header(BytesView encoded) {
    DUSK_TRY(reader, rlp_result(ListReader::open(encoded)));
    return rlp_result(read_header(reader));
}

Hash32 header_hash(const Header& header) { return keccak256(encode_header(header)); }

Bytes encode_block(const Block& block) {
    Bytes out = encode_header(block.header);
    Bytes list;
    for (const auto& txn : block.transactions) append_body_item(list, txn);
    rlp::append_list(out, list);
    list.clear();
    for (const auto& ommer : block.ommers) append(list, encode_header(ommer));
    rlp::append_list(out, list);
    if (block.withdrawals) {
        list.clear();
        for (const auto& w : *block.withdrawals)
            append(list, rlp::encode_items(w.index, w.validator_index, w.address, w.amount_gwei));
        rlp::append_list(out, list);
    }
    return rlp::encode_list(out);
}

std::expected<Block, BlockDecodeError> decode_block(BytesView encoded) {
    DUSK_TRY(reader, rlp_result(ListReader::open(encoded)));
    DUSK_TRY(header_list, rlp_result(reader.next_list()));
    DUSK_TRY(header, rlp_result(read_header(header_list)));
    DUSK_TRY(txn_list, rlp_result(reader.next_list()));
    DUSK_TRY(transactions, read_transactions(txn_list));
    DUSK_TRY(ommers, rlp_result(read_ommers(reader)));
    DUSK_TRY(withdrawals, rlp_result(read_withdrawals(reader)));
    if (!reader.at_end()) return std::unexpected(BlockDecodeError::malformed_rlp);
    return Block{std::move(header), std::move(transactions), std::move(ommers),
                 std::move(withdrawals)};
}

}  // namespace dusk
