#include <dusk/core/chain/transaction.hpp>
#include <dusk/core/crypto/hash.hpp>

namespace dusk {
namespace {

using rlp::ListReader;
using rlp::RlpError;
template <class T>
using Decoded = std::expected<T, RlpError>;

/// The order of secp256k1 and half of it (EIP-2).
constexpr u256 SECP256K1_N{0xffffffffffffffff, 0xfffffffffffffffe, 0xbaaedce6af48a03b,
                           0xbfd25e8cd0364141};
constexpr u256 SECP256K1_N_HALF = SECP256K1_N >> 1;
/// First byte of the digest that an EIP-7702 authority signs.
constexpr std::uint8_t AUTHORIZATION_MAGIC = 0x05;

// Encoding ------------------------------------------------------------------------------------

void append_to(Bytes& out, const std::optional<Address>& to) {
    if (to) {
        rlp::encode(out, *to);
    } else {
        rlp::encode(out, BytesView{});
    }
}

void append_access_list(Bytes& out, const AccessList& list) {
    Bytes entries;
    for (const auto& entry : list) {
        Bytes keys;
        for (const auto& key : entry.storage_keys) rlp::encode(keys, key);
        Bytes payload;
        rlp::encode(payload, entry.address);
        rlp::append_list(payload, keys);
        rlp::append_list(entries, payload);
    }
    rlp::append_list(out, entries);
}

void append_authorizations(Bytes& out, const std::vector<Authorization>& list) {
    Bytes entries;
    for (const auto& auth : list)
        append(entries, rlp::encode_items(auth.chain_id, auth.address, auth.nonce,
                                          std::uint64_t{auth.y_parity}, auth.r, auth.s));
    rlp::append_list(out, entries);
}

void append_call(Bytes& out, const Transaction& txn) {
    rlp::encode(out, txn.gas_limit);
    append_to(out, txn.to);
    rlp::encode(out, txn.value);
    rlp::encode(out, BytesView{txn.data});
}

/// What all fields of fixed size of a transaction take at most, with the signature and the headers.
constexpr std::size_t FIXED_FIELDS_SIZE_MAX = 288;

Bytes legacy_fields(const Transaction& txn) {
    Bytes out;
    out.reserve(FIXED_FIELDS_SIZE_MAX + txn.data.size());
    rlp::encode(out, txn.nonce);
    rlp::encode(out, txn.max_fee_per_gas);
    append_call(out, txn);
    return out;
}

/// The fields before the signature of types 1 to 4.
Bytes typed_fields(const Transaction& txn) {
    Bytes out;
    out.reserve(FIXED_FIELDS_SIZE_MAX + txn.data.size());
    rlp::encode(out, txn.chain_id.value_or(0));
    rlp::encode(out, txn.nonce);
    if (txn.type != TxnType::access_list) rlp::encode(out, txn.max_priority_fee_per_gas);
    rlp::encode(out, txn.max_fee_per_gas);
    append_call(out, txn);
    append_access_list(out, txn.access_list);
    if (txn.type == TxnType::blob) {
        rlp::encode(out, txn.max_fee_per_blob_gas);
        Bytes hashes;
        for (const auto& hash : txn.blob_versioned_hashes) rlp::encode(hashes, hash);
        rlp::append_list(out, hashes);
    }
    if (txn.type == TxnType::set_code) append_authorizations(out, txn.authorization_list);
    return out;
}

Bytes deposit_fields(const Transaction& txn) {
    Bytes out;
    out.reserve(FIXED_FIELDS_SIZE_MAX + txn.data.size());
    rlp::encode(out, txn.source_hash);
    rlp::encode(out, txn.from);
    append_to(out, txn.to);
    rlp::encode(out, txn.mint);
    rlp::encode(out, txn.value);
    rlp::encode(out, txn.gas_limit);
    rlp::encode(out, std::uint64_t{txn.is_system_txn});
    rlp::encode(out, BytesView{txn.data});
    return out;
}

void append_signature(Bytes& out, const u256& v, const Signature& signature) {
    rlp::encode(out, v);
    rlp::encode(out, signature.r);
    rlp::encode(out, signature.s);
}

/// v of a legacy transaction: 27 + parity, or EIP-155's 35 + 2 * chain id + parity.
u256 legacy_v(const Transaction& txn) {
    const u256 parity{std::uint64_t{txn.signature.odd_y}};
    return txn.chain_id ? u256{*txn.chain_id} * u256{2} + u256{35} + parity : u256{27} + parity;
}

Bytes with_type(TxnType type, BytesView payload) {
    Bytes out;
    out.reserve(payload.size() + 10);
    out.push_back(static_cast<std::uint8_t>(type));
    rlp::append_list(out, payload);
    return out;
}

// Decoding ------------------------------------------------------------------------------------

Decoded<std::optional<Address>> read_to(ListReader& reader) {
    DUSK_TRY(bytes, reader.next_string());
    if (bytes.empty()) return std::optional<Address>{};
    if (bytes.size() != Address::size()) return std::unexpected(RlpError::wrong_size);
    return std::optional{Address::from(bytes)};
}

Decoded<void> read_call(ListReader& reader, Transaction& txn) {
    DUSK_TRY(gas_limit, reader.next_u64());
    DUSK_TRY(to, read_to(reader));
    DUSK_TRY(value, reader.next_u256());
    DUSK_TRY(data, reader.next_string());
    txn.gas_limit = gas_limit;
    txn.to = to;
    txn.value = value;
    txn.data = to_bytes(data);
    return {};
}

Decoded<std::vector<Hash32>> read_hashes(ListReader& reader) {
    DUSK_TRY(list, reader.next_list());
    std::vector<Hash32> out;
    while (!list.at_end()) {
        DUSK_TRY(hash, list.next_fixed<32>());
        out.push_back(hash);
    }
    return out;
}

Decoded<AccessList> read_access_list(ListReader& reader) {
    DUSK_TRY(list, reader.next_list());
    AccessList out;
    while (!list.at_end()) {
        DUSK_TRY(entry, list.next_list());
        DUSK_TRY(address, entry.next_fixed<20>());
        DUSK_TRY(keys, read_hashes(entry));
        DUSK_TRY_VOID(entry.finish());
        out.push_back({address, std::move(keys)});
    }
    return out;
}

Decoded<Authorization> read_authorization(ListReader& reader) {
    DUSK_TRY(entry, reader.next_list());
    DUSK_TRY(chain_id, entry.next_u256());
    DUSK_TRY(address, entry.next_fixed<20>());
    DUSK_TRY(nonce, entry.next_u64());
    DUSK_TRY(y_parity, entry.next_u64());
    DUSK_TRY(r, entry.next_u256());
    DUSK_TRY(s, entry.next_u256());
    DUSK_TRY_VOID(entry.finish());
    if (y_parity > 0xff) return std::unexpected(RlpError::overflow);
    return Authorization{chain_id, address, nonce, static_cast<std::uint8_t>(y_parity), r, s};
}

Decoded<std::vector<Authorization>> read_authorizations(ListReader& reader) {
    DUSK_TRY(list, reader.next_list());
    std::vector<Authorization> out;
    while (!list.at_end()) {
        DUSK_TRY(authorization, read_authorization(list));
        out.push_back(authorization);
    }
    return out;
}

/// Reads v, r, s and the end of the list; r and s go into the transaction, v is returned.
Decoded<u256> read_signature(ListReader& reader, Transaction& txn) {
    DUSK_TRY(v, reader.next_u256());
    DUSK_TRY(r, reader.next_u256());
    DUSK_TRY(s, reader.next_u256());
    DUSK_TRY_VOID(reader.finish());
    txn.signature.r = r;
    txn.signature.s = s;
    return v;
}

/// Each read_* below fills `txn` and returns v (0 for a deposit).
Decoded<u256> read_legacy(ListReader& reader, Transaction& txn) {
    DUSK_TRY(nonce, reader.next_u64());
    DUSK_TRY(gas_price, reader.next_u256());
    DUSK_TRY_VOID(read_call(reader, txn));
    txn.nonce = nonce;
    txn.max_priority_fee_per_gas = txn.max_fee_per_gas = gas_price;
    return read_signature(reader, txn);
}

Decoded<void> read_fees(ListReader& reader, Transaction& txn) {
    DUSK_TRY(first, reader.next_u256());
    txn.max_priority_fee_per_gas = txn.max_fee_per_gas = first;
    if (txn.type == TxnType::access_list) return {};
    DUSK_TRY(max_fee, reader.next_u256());
    txn.max_fee_per_gas = max_fee;
    return {};
}

/// What types 3 and 4 carry after the access list; both need a recipient.
Decoded<void> read_extension(ListReader& reader, Transaction& txn) {
    if (!txn.to) return std::unexpected(RlpError::wrong_size);
    if (txn.type == TxnType::set_code) {
        DUSK_TRY(authorizations, read_authorizations(reader));
        txn.authorization_list = std::move(authorizations);
        return {};
    }
    DUSK_TRY(max_fee_per_blob_gas, reader.next_u256());
    DUSK_TRY(hashes, read_hashes(reader));
    txn.max_fee_per_blob_gas = max_fee_per_blob_gas;
    txn.blob_versioned_hashes = std::move(hashes);
    return {};
}

Decoded<u256> read_typed(ListReader& reader, Transaction& txn) {
    DUSK_TRY(chain_id, reader.next_u64());
    DUSK_TRY(nonce, reader.next_u64());
    DUSK_TRY_VOID(read_fees(reader, txn));
    DUSK_TRY_VOID(read_call(reader, txn));
    DUSK_TRY(access_list, read_access_list(reader));
    txn.chain_id = chain_id;
    txn.nonce = nonce;
    txn.access_list = std::move(access_list);
    if (txn.type == TxnType::blob || txn.type == TxnType::set_code)
        DUSK_TRY_VOID(read_extension(reader, txn));
    return read_signature(reader, txn);
}

Decoded<u256> read_deposit(ListReader& reader, Transaction& txn) {
    DUSK_TRY(source_hash, reader.next_fixed<32>());
    DUSK_TRY(from, reader.next_fixed<20>());
    DUSK_TRY(to, read_to(reader));
    DUSK_TRY(mint, reader.next_u256());
    DUSK_TRY(value, reader.next_u256());
    DUSK_TRY(gas_limit, reader.next_u64());
    DUSK_TRY(is_system, reader.next_u64());
    DUSK_TRY(data, reader.next_string());
    DUSK_TRY_VOID(reader.finish());
    if (is_system > 1) return std::unexpected(RlpError::overflow);
    txn.source_hash = source_hash;
    txn.from = from;
    txn.to = to;
    txn.mint = mint;
    txn.value = value;
    txn.gas_limit = gas_limit;
    txn.is_system_txn = is_system == 1;
    txn.data = to_bytes(data);
    return u256{};
}

Decoded<u256> read_fields(BytesView encoded, Transaction& txn) {
    DUSK_TRY(reader, ListReader::open(encoded));
    if (txn.type == TxnType::legacy) return read_legacy(reader, txn);
    if (txn.type == TxnType::deposit) return read_deposit(reader, txn);
    return read_typed(reader, txn);
}

/// EIP-155: v is 27 or 28, or carries the chain id.
bool set_legacy_v(Transaction& txn, const u256& v) {
    if (v == u256{27} || v == u256{28}) {
        txn.signature.odd_y = v == u256{28};
        return true;
    }
    if (v < u256{35}) return false;
    const auto rest = v - u256{35};
    const auto chain_id = rest >> 1;
    if (!chain_id.fits_u64()) return false;
    txn.chain_id = chain_id.low64();
    txn.signature.odd_y = rest.bit(0);
    return true;
}

bool set_v(Transaction& txn, const u256& v) {
    if (txn.type == TxnType::legacy) return set_legacy_v(txn, v);
    if (v > u256{1}) return false;
    txn.signature.odd_y = v == u256{1};
    return true;
}

std::optional<TxnType> typed_envelope(std::uint8_t first) {
    if ((first >= 1 && first <= 4) || first == static_cast<std::uint8_t>(TxnType::deposit))
        return static_cast<TxnType>(first);
    return std::nullopt;
}

}  // namespace

Bytes encode_transaction(const Transaction& txn) {
    if (txn.type == TxnType::deposit) return with_type(txn.type, deposit_fields(txn));
    if (txn.type == TxnType::legacy) {
        auto payload = legacy_fields(txn);
        append_signature(payload, legacy_v(txn), txn.signature);
        return rlp::encode_list(payload);
    }
    auto payload = typed_fields(txn);
    append_signature(payload, u256{std::uint64_t{txn.signature.odd_y}}, txn.signature);
    return with_type(txn.type, payload);
}

std::expected<Transaction, TxnDecodeError> decode_transaction(BytesView encoded) {
    if (encoded.empty()) return std::unexpected(TxnDecodeError::empty);
    Transaction txn;
    if (encoded[0] < 0xc0) {
        const auto type = typed_envelope(encoded[0]);
        if (!type) return std::unexpected(TxnDecodeError::unsupported_type);
        txn.type = *type;
        encoded = encoded.subspan(1);
    }
    const auto v = read_fields(encoded, txn);
    if (!v)
        return std::unexpected(v.error() == RlpError::trailing_bytes
                                   ? TxnDecodeError::trailing_bytes
                                   : TxnDecodeError::malformed_rlp);
    if (!set_v(txn, *v)) return std::unexpected(TxnDecodeError::bad_signature_values);
    return txn;
}

std::expected<Transaction, TxnDecodeError> decode_transaction_item(const rlp::Item& item) {
    if (item.is_list) return decode_transaction(item.encoded);
    // A legacy transaction inside a string has no canonical place in a body.
    if (!item.payload.empty() && item.payload[0] >= 0xc0)
        return std::unexpected(TxnDecodeError::unsupported_type);
    return decode_transaction(item.payload);
}

Hash32 transaction_hash(const Transaction& txn) { return keccak256(encode_transaction(txn)); }

Hash32 signing_hash(const Transaction& txn) {
    if (txn.type == TxnType::deposit) return transaction_hash(txn);
    if (txn.type != TxnType::legacy) return keccak256(with_type(txn.type, typed_fields(txn)));
    auto payload = legacy_fields(txn);
    if (txn.chain_id) append_signature(payload, u256{*txn.chain_id}, Signature{});
    return keccak256(rlp::encode_list(payload));
}

std::optional<Address> recover_address(const Hash32& digest, const Signature& signature,
                                       const CryptoProvider& crypto) {
    const auto& [r, s, odd_y] = signature;
    if (r.is_zero() || r >= SECP256K1_N) return std::nullopt;
    if (s.is_zero() || s > SECP256K1_N_HALF) return std::nullopt;
    return crypto.recover_signer(digest, to_hash32(r), to_hash32(s), odd_y);
}

std::optional<Address> recover_sender(const Transaction& txn, const CryptoProvider& crypto) {
    if (txn.is_deposit()) return txn.from;
    return recover_address(signing_hash(txn), txn.signature, crypto);
}

Hash32 authorization_signing_hash(const Authorization& authorization) {
    Bytes message{AUTHORIZATION_MAGIC};
    append(message,
           rlp::encode_items(authorization.chain_id, authorization.address, authorization.nonce));
    return keccak256(message);
}

u256 effective_gas_price(const Transaction& txn, const u256& base_fee) {
    if (txn.is_deposit()) return {};
    const auto [price, overflow] = add_with_carry(base_fee, txn.max_priority_fee_per_gas);
    return overflow || price > txn.max_fee_per_gas ? txn.max_fee_per_gas : price;
}

}  // namespace dusk
