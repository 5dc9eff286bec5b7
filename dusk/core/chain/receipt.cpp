#include <dusk/core/chain/receipt.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/crypto/hash_blocks.hpp>

namespace dusk {
namespace {

using rlp::ListReader;
using rlp::RlpError;
template <class T>
using Decoded = std::expected<T, RlpError>;

/// More than the headers of a list and of its parts take.
constexpr std::size_t HEADERS_SIZE_MAX = 32;
/// An item that is a hash or an address.
constexpr std::size_t ITEM_SIZE_MAX = Hash32::size() + 1;

std::size_t size_bound(const std::vector<Log>& logs) {
    std::size_t size = HEADERS_SIZE_MAX;
    for (const auto& log : logs)
        size += HEADERS_SIZE_MAX + (log.topics.size() + 1) * ITEM_SIZE_MAX + log.data.size();
    return size;
}

void append_log(Bytes& out, const Log& log) {
    Bytes topics;
    topics.reserve(log.topics.size() * ITEM_SIZE_MAX);
    for (const auto& topic : log.topics) rlp::encode(topics, topic);
    Bytes payload;
    payload.reserve(HEADERS_SIZE_MAX + ITEM_SIZE_MAX + topics.size() + log.data.size());
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
    if (logs.empty()) return rlp::encode_list({});
    Bytes list;
    list.reserve(size_bound(logs));
    for (const auto& log : logs) append_log(list, log);
    return rlp::encode_list(list);
}

Bytes encode_receipt(const Receipt& receipt) {
    const auto logs = encode_logs(receipt.logs);
    Bytes payload;
    payload.reserve(HEADERS_SIZE_MAX + 2 * ITEM_SIZE_MAX + Bloom::size() + logs.size());
    if (receipt.post_state)
        rlp::encode(payload, *receipt.post_state);
    else
        rlp::encode(payload, std::uint64_t{receipt.success});
    rlp::encode(payload, receipt.cumulative_gas_used);
    rlp::encode(payload, receipt.logs_bloom);
    append(payload, logs);
    // OP specs, deposits.md#deposit-receipt: before Canyon, both are left out.
    if (receipt.deposit_nonce && receipt.deposit_receipt_version) {
        rlp::encode(payload, *receipt.deposit_nonce);
        rlp::encode(payload, *receipt.deposit_receipt_version);
    }
    Bytes out;
    out.reserve(payload.size() + HEADERS_SIZE_MAX);
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

namespace {

void set_bits(Bloom& bloom, const Hash32& hash) {
    for (std::size_t i = 0; i < 6; i += 2) {
        const auto bit = load_be<std::uint16_t>(hash.view().subspan(i)) & 0x7ffu;
        bloom[255 - bit / 8] |= static_cast<std::uint8_t>(1u << (bit % 8));
    }
}

}  // namespace

void add_to_bloom(Bloom& bloom, BytesView entry) { set_bits(bloom, keccak256(entry)); }

Bloom logs_bloom(const std::vector<Log>& logs) {
    Bloom bloom;
    if (logs.empty()) return bloom;
    std::vector<BytesView> entries;
    for (const auto& log : logs) {
        entries.push_back(log.address);
        for (const auto& topic : log.topics) entries.push_back(topic);
    }
    std::vector<Hash32> hashes(entries.size());
    keccak256_each(entries, hashes.data());
    for (const auto& hash : hashes) set_bits(bloom, hash);
    return bloom;
}

}  // namespace dusk
