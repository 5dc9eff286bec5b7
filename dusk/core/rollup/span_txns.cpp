// The transaction columns of a span batch: append (encoding side) and derive (decoding side).
#include <dusk/core/base/check.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/rollup/span_batch.hpp>

namespace dusk::rollup {

namespace {

using rlp::ListReader;
using rlp::RlpError;

void encode_access_list(Bytes& out, const AccessList& list) {
    Bytes entries;
    for (const auto& entry : list) {
        Bytes keys;
        for (const auto& key : entry.storage_keys) rlp::encode(keys, key);
        Bytes fields;
        rlp::encode(fields, entry.address);
        append(fields, rlp::encode_list(keys));
        append(entries, rlp::encode_list(fields));
    }
    append(out, rlp::encode_list(entries));
}

void encode_authorizations(Bytes& out, const std::vector<Authorization>& list) {
    Bytes entries;
    for (const auto& entry : list)
        append(entries, rlp::encode_items(entry.chain_id, entry.address, entry.nonce,
                                          std::uint64_t{entry.y_parity}, entry.r, entry.s));
    append(out, rlp::encode_list(entries));
}

std::expected<AccessList, RlpError> decode_access_list(ListReader reader) {
    AccessList list;
    while (!reader.at_end()) {
        DUSK_TRY(fields, reader.next_list());
        DUSK_TRY(address, fields.next_fixed<20>());
        DUSK_TRY(keys, fields.next_list());
        DUSK_TRY_VOID(fields.finish());
        auto& entry = list.emplace_back(AccessListEntry{.address = address, .storage_keys = {}});
        while (!keys.at_end()) {
            DUSK_TRY(key, keys.next_fixed<32>());
            entry.storage_keys.push_back(key);
        }
    }
    return list;
}

std::expected<std::vector<Authorization>, RlpError> decode_authorizations(ListReader reader) {
    std::vector<Authorization> list;
    while (!reader.at_end()) {
        DUSK_TRY(fields, reader.next_list());
        DUSK_TRY(chain_id, fields.next_u256());
        DUSK_TRY(address, fields.next_fixed<20>());
        DUSK_TRY(nonce, fields.next_u64());
        DUSK_TRY(y_parity, fields.next_u64());
        DUSK_TRY(r, fields.next_u256());
        DUSK_TRY(s, fields.next_u256());
        DUSK_TRY_VOID(fields.finish());
        if (y_parity > 0xff) return std::unexpected(RlpError::overflow);
        list.push_back({.chain_id = chain_id,
                        .address = address,
                        .nonce = nonce,
                        .y_parity = static_cast<std::uint8_t>(y_parity),
                        .r = r,
                        .s = s});
    }
    return list;
}

/// Reads the fields that `datas` holds of a transaction whose type is set.
std::expected<void, RlpError> decode_data_fields(ListReader fields, Transaction& txn) {
    DUSK_TRY(value, fields.next_u256());
    DUSK_TRY(first_fee, fields.next_u256());
    txn.value = value;
    txn.max_priority_fee_per_gas = first_fee;
    txn.max_fee_per_gas = first_fee;
    if (txn.type >= TxnType::dynamic_fee) {
        DUSK_TRY(max_fee, fields.next_u256());
        txn.max_fee_per_gas = max_fee;
    }
    DUSK_TRY(data, fields.next_string());
    txn.data = to_bytes(data);
    if (txn.type != TxnType::legacy) {
        DUSK_TRY(access_reader, fields.next_list());
        DUSK_TRY(access_list, decode_access_list(access_reader));
        txn.access_list = std::move(access_list);
    }
    if (txn.type == TxnType::set_code) {
        DUSK_TRY(authorization_reader, fields.next_list());
        DUSK_TRY(authorizations, decode_authorizations(authorization_reader));
        txn.authorization_list = std::move(authorizations);
    }
    return fields.finish();
}

/// Takes type and fields of one transaction off `datas`.
std::expected<Transaction, SpanBatchError> take_data(BytesView& datas) {
    Transaction txn;
    if (datas.empty()) return std::unexpected(SpanBatchError::truncated);
    if (datas[0] <= 0x7f) {
        // 0x00 is no type of EIP-2718: a legacy transaction stands without prefix.
        const auto type = static_cast<TxnType>(datas[0]);
        const bool known = type == TxnType::access_list || type == TxnType::dynamic_fee ||
                           type == TxnType::set_code;
        if (!known) return std::unexpected(SpanBatchError::unsupported_type);
        txn.type = type;
        datas = datas.subspan(1);
    }
    const auto item = rlp::take_item(datas);
    if (!item || !item->is_list) return std::unexpected(SpanBatchError::bad_txn_data);
    if (!decode_data_fields(ListReader{item->payload}, txn))
        return std::unexpected(SpanBatchError::bad_txn_data);
    return txn;
}

}  // namespace

std::expected<void, SpanBatchError> append_span_txn(SpanTxns& txns, BytesView encoded_txn,
                                                    std::uint64_t chain_id) {
    const auto decoded = decode_transaction(encoded_txn);
    if (!decoded) return std::unexpected(SpanBatchError::bad_transaction);
    const auto& txn = *decoded;
    if (txn.type == TxnType::blob || txn.is_deposit())
        return std::unexpected(SpanBatchError::unsupported_type);
    if (txn.chain_id && *txn.chain_id != chain_id)
        return std::unexpected(SpanBatchError::wrong_chain_id);
    if (txn.type == TxnType::set_code && !txn.to)
        return std::unexpected(SpanBatchError::missing_to);

    txns.contract_creation_bits.push_back(!txn.to);
    txns.y_parity_bits.push_back(txn.signature.odd_y);
    append(txns.signatures, to_hash32(txn.signature.r));
    append(txns.signatures, to_hash32(txn.signature.s));
    if (txn.to) append(txns.tos, *txn.to);
    if (txn.type == TxnType::legacy) txns.protected_bits.push_back(txn.chain_id.has_value());

    Bytes fields;
    rlp::encode(fields, txn.value);
    if (txn.type >= TxnType::dynamic_fee) rlp::encode(fields, txn.max_priority_fee_per_gas);
    rlp::encode(fields, txn.max_fee_per_gas);
    rlp::encode(fields, BytesView{txn.data});
    if (txn.type != TxnType::legacy) encode_access_list(fields, txn.access_list);
    if (txn.type == TxnType::set_code) encode_authorizations(fields, txn.authorization_list);
    if (txn.type != TxnType::legacy) txns.datas.push_back(static_cast<std::uint8_t>(txn.type));
    append(txns.datas, rlp::encode_list(fields));

    txns.nonces.push_back(txn.nonce);
    txns.gases.push_back(txn.gas_limit);
    return {};
}

std::expected<std::vector<Bytes>, SpanBatchError> derive_span_txns(const SpanTxns& txns,
                                                                   std::uint64_t chain_id) {
    BytesView datas = txns.datas;
    BytesView tos = txns.tos;
    BytesView signatures = txns.signatures;
    std::size_t legacy_count = 0;
    std::vector<Bytes> out;
    out.reserve(txns.count());
    for (std::size_t i = 0; i < txns.count(); ++i) {
        DUSK_TRY(txn, take_data(datas));
        txn.nonce = txns.nonces[i];
        txn.gas_limit = txns.gases[i];
        txn.signature = {.r = load_be_u256(signatures.data()),
                         .s = load_be_u256(signatures.data() + 32),
                         .odd_y = txns.y_parity_bits[i]};
        signatures = signatures.subspan(64);
        if (!txns.contract_creation_bits[i]) {
            txn.to = Address::from(tos);
            tos = tos.subspan(20);
        } else if (txn.type == TxnType::set_code) {
            return std::unexpected(SpanBatchError::missing_to);
        }
        if (txn.type != TxnType::legacy || txns.protected_bits[legacy_count++])
            txn.chain_id = chain_id;
        out.push_back(encode_transaction(txn));
    }
    return out;
}

}  // namespace dusk::rollup
