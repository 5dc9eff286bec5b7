#include <dusk/core/chain/receipt.hpp>
#include <dusk/core/crypto/hash.hpp>

namespace dusk {
namespace {

using rlp::ListReader;
using rlp::RlpError;
template <class T>
using Decoded = std::expected<T, RlpError>;

void append_log(Bytes& out, const Log& log) {
    Bytes topics;
    for (const auto& topic : log.topics) rlp::encode(topics, topic);
    Bytes payload;
    rlp::encode(payload, log.address);
    rlp::append_list(payload, topics);
    rlp::encode(payload, BytesView{log.data});
    rlp::append_list(out, payload);
}

Decoded<Log> read_log(ListReader& list) {
    DUSK_TRY(entry, list.next_list());
    Log log;
    DUSK_TRY(address, entry.next_fixed<20>());
    DUSK_TRY(topics, entry.next_list());
    DUSK_TRY(data, entry.next_string());
    DUSK_TRY_VOID(entry.finish());
    log.address = address;
    log.data = to_bytes(data);
    while (!topics.at_end()) {
        DUSK_TRY(topic, topics.next_fixed<32>());
        log.topics.push_back(topic);
    }
    return log;
}

/// The two fields that only deposit receipts have, from Canyon on.
Decoded<void> read_deposit_fields(ListReader& reader, Receipt& receipt) {
    if (receipt.type == TxnType::deposit && !reader.at_end()) {
        DUSK_TRY(nonce, reader.next_u64());
        DUSK_TRY(version, reader.next_u64());
        receipt.deposit_nonce = nonce;
        receipt.deposit_receipt_version = version;
    }
    return reader.finish();
}

Decoded<Receipt> read_receipt(BytesView encoded, TxnType type) {
    Receipt receipt;
    receipt.type = type;
    DUSK_TRY(reader, ListReader::open(encoded));
    DUSK_TRY(status, reader.next_string());
    DUSK_TRY(gas, reader.next_u64());
    DUSK_TRY(bloom, reader.next_fixed<256>());
    DUSK_TRY(logs, reader.next_list());
    if (status.size() == Hash32::size())
        receipt.post_state = Hash32::from(status);
    else if (status.size() > 1 || (status.size() == 1 && status[0] != 1))
        return std::unexpected(RlpError::overflow);
    receipt.success = status.size() == 1;
    receipt.cumulative_gas_used = gas;
    receipt.logs_bloom = bloom;
    while (!logs.at_end()) {
        DUSK_TRY(log, read_log(logs));
        receipt.logs.push_back(std::move(log));
    }
    DUSK_TRY_VOID(read_deposit_fields(reader, receipt));
    return receipt;
}

}  // namespace

Bytes encode_logs(const std::vector<Log>& logs) {
    Bytes list;
    for (const auto& log : logs) append_log(list, log);
    return rlp::encode_list(list);
}

Bytes encode_receipt(const Receipt& receipt) {
    Bytes payload;
    if (receipt.post_state)
        rlp::encode(payload, *receipt.post_state);
    else
        rlp::encode(payload, std::uint64_t{receipt.success});
    rlp::encode(payload, receipt.cumulative_gas_used);
    rlp::encode(payload, receipt.logs_bloom);
    append(payload, encode_logs(receipt.logs));
    // OP specs, deposits.md#deposit-receipt: before Canyon, both are left out.
    if (receipt.deposit_nonce && receipt.deposit_receipt_version) {
        rlp::encode(payload, *receipt.deposit_nonce);
        rlp::encode(payload, *receipt.deposit_receipt_version);
    }
    Bytes out;
    if (receipt.type != TxnType::legacy) out.push_back(static_cast<std::uint8_t>(receipt.type));
    rlp::append_list(out, payload);
    return out;
}

std::expected<Receipt, BlockDecodeError> decode_receipt(BytesView encoded) {
    auto type = TxnType::legacy;
    if (!encoded.empty() && encoded[0] < 0xc0) {
        type = static_cast<TxnType>(encoded[0]);
        if (encoded[0] == 0 || (encoded[0] > 4 && type != TxnType::deposit))
            return std::unexpected(BlockDecodeError::bad_transaction);
        encoded = encoded.subspan(1);
    }
    auto receipt = read_receipt(encoded, type);
    if (!receipt) return std::unexpected(BlockDecodeError::malformed_rlp);
    return *std::move(receipt);
}

void add_to_bloom(Bloom& bloom, BytesView entry) {
    const auto hash = keccak256(entry);
    for (std::size_t i = 0; i < 6; i += 2) {
        const auto bit = load_be<std::uint16_t>(hash.view().subspan(i)) & 0x7ffu;
        bloom[255 - bit / 8] |= static_cast<std::uint8_t>(1u << (bit % 8));
    }
}

Bloom logs_bloom(const std::vector<Log>& logs) {
    Bloom bloom;
    for (const auto& log : logs) {
        add_to_bloom(bloom, log.address);
        for (const auto& topic : log.topics) add_to_bloom(bloom, topic);
    }
    return bloom;
}

}  // namespace dusk
