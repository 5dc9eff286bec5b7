#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/ledger/moonlight.hpp>
#include <dusk/settlement/ledger/scalar.hpp>

namespace dusk::settlement {
namespace {

constexpr std::uint8_t PHOENIX_TAG = 0;
constexpr std::uint8_t MOONLIGHT_TAG = 1;

void encode_optional_key(Bytes& out, const std::optional<AccountKey>& key,
                         const AccountKey& sender) {
    const bool given = key && *key != sender;
    out.push_back(given ? 1 : 0);
    if (given) append(out, *key);
}

/// An explicit key equal to the sender reads as none: ids and signatures do not tell them apart.
Decoded<std::optional<AccountKey>> decode_optional_key(WireReader& reader,
                                                       const AccountKey& sender) {
    DUSK_TRY(given, reader.flag());
    if (!given) return std::optional<AccountKey>{};
    DUSK_TRY(key, reader.fixed<96>());
    if (key == sender) return std::optional<AccountKey>{};
    return std::optional(key);
}

void encode_payload(Bytes& out, const MoonlightPayload& p) {
    out.push_back(p.chain_id);
    append(out, p.sender);
    encode_optional_key(out, p.receiver, p.sender);
    append_le(out, p.value);
    append_le(out, p.deposit);
    append_le(out, p.gas_limit);
    append_le(out, p.gas_price);
    encode_optional_key(out, p.refund_address, p.sender);
    append_le(out, p.nonce);
    encode_tx_data(out, p.data);
}

Decoded<MoonlightPayload> decode_payload(BytesView bytes) {
    WireReader reader(bytes);
    MoonlightPayload p;
    DUSK_TRY(chain_id, reader.u8());
    DUSK_TRY(sender, reader.fixed<96>());
    DUSK_TRY(receiver, decode_optional_key(reader, sender));
    DUSK_TRY(value, reader.u64());
    DUSK_TRY(deposit, reader.u64());
    DUSK_TRY(gas_limit, reader.u64());
    DUSK_TRY(gas_price, reader.u64());
    DUSK_TRY(refund_address, decode_optional_key(reader, sender));
    DUSK_TRY(nonce, reader.u64());
    DUSK_TRY(data, decode_tx_data(reader));
    return MoonlightPayload{.chain_id = chain_id,
                            .sender = sender,
                            .receiver = receiver,
                            .value = value,
                            .deposit = deposit,
                            .gas_limit = gas_limit,
                            .gas_price = gas_price,
                            .refund_address = refund_address,
                            .nonce = nonce,
                            .data = std::move(data)};
}

}  // namespace

Bytes signature_message(const MoonlightPayload& p) {
    Bytes out;
    out.push_back(p.chain_id);
    append(out, p.sender);
    if (p.receiver && *p.receiver != p.sender) append(out, *p.receiver);
    append_le(out, p.value);
    append_le(out, p.deposit);
    append_le(out, p.gas_limit);
    append_le(out, p.gas_price);
    if (p.refund_address && *p.refund_address != p.sender) append(out, *p.refund_address);
    append_le(out, p.nonce);
    append(out, data_message(p.data));
    return out;
}

Hash32 tx_id(const Tx& tx) {
    auto message = signature_message(tx.payload);
    append(message, tx.signature);
    return hash_to_scalar(message);
}

Tx strip_sidecars(const Tx& tx) {
    Tx out{.payload = {}, .signature = tx.signature};
    auto data = strip_sidecars(tx.payload.data);
    out.payload = tx.payload;
    out.payload.data = std::move(data);
    return out;
}

Tx execution_form(const Tx& tx) {
    Tx out = tx;
    out.payload.data = execution_form(tx.payload.data);
    return out;
}

Hash32 tx_digest(const Tx& tx) {
    // A deployment keeps its bytecode here: only blobs are converted (section 8.4).
    if (blobs_of(tx.payload.data)) return sha3_256(encode_protocol_bytes(execution_form(tx)));
    return sha3_256(encode_protocol_bytes(tx));
}

Bytes encode_protocol_bytes(const Tx& tx) {
    Bytes payload;
    encode_payload(payload, tx.payload);
    Bytes out;
    out.reserve(payload.size() + 57);
    out.push_back(MOONLIGHT_TAG);
    append_sized(out, payload);
    append(out, tx.signature);
    return out;
}

Decoded<Tx> decode_protocol_bytes(BytesView bytes) {
    if (bytes.size() > MAX_TX_DECODE_SIZE) return std::unexpected(LedgerError::too_large);
    WireReader reader(bytes);
    DUSK_TRY(tag, reader.u8());
    if (tag == PHOENIX_TAG) return std::unexpected(LedgerError::phoenix_paused);
    if (tag != MOONLIGHT_TAG) return std::unexpected(LedgerError::bad_tag);
    DUSK_TRY(payload_bytes, reader.sized(MAX_TX_DECODE_SIZE));
    DUSK_TRY(payload, decode_payload(payload_bytes));
    DUSK_TRY(signature, reader.fixed<48>());
    DUSK_TRY_VOID(reader.finish());
    return Tx{std::move(payload), signature};
}

void encode_tx(Bytes& out, const Tx& tx) {
    const auto bytes = encode_protocol_bytes(tx);
    append_le<std::uint32_t>(out, 1);
    append_le<std::uint32_t>(out, 1);
    append_le(out, static_cast<std::uint32_t>(bytes.size()));
    append(out, bytes);
}

Decoded<Tx> decode_tx(WireReader& reader) {
    DUSK_TRY(version, reader.u32());
    DUSK_TRY(type, reader.u32());
    if (version != 1 || type != 1) return std::unexpected(LedgerError::bad_version);
    DUSK_TRY(size, reader.u32());
    if (size > MAX_TX_DECODE_SIZE) return std::unexpected(LedgerError::too_large);
    DUSK_TRY(bytes, reader.take(size));
    return decode_protocol_bytes(bytes);
}

std::optional<std::uint64_t> max_cost(const MoonlightPayload& p) noexcept {
    unsigned __int128 total = static_cast<unsigned __int128>(p.gas_limit) * p.gas_price;
    total += p.value;
    total += p.deposit;
    if (total > ~std::uint64_t{0}) return std::nullopt;
    return static_cast<std::uint64_t>(total);
}

}  // namespace dusk::settlement
