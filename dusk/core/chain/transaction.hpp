// Ethereum transactions (txn) of types 0 to 4, and the OP deposit type 0x7e: structure, EIP-2718
// encoding, hashes, sender. Types 0-4: EIP-155, 2930, 1559, 4844, 7702; 0x7e: OP specs,
// deposits.md.
#pragma once

#include <expected>
#include <optional>
#include <vector>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/u256.hpp>
#include <dusk/core/codec/rlp.hpp>
#include <dusk/core/crypto/provider.hpp>

namespace dusk {

enum class TxnType : std::uint8_t {
    legacy = 0,
    access_list = 1,
    dynamic_fee = 2,
    blob = 3,
    set_code = 4,
    deposit = 0x7e,
};

struct AccessListEntry {
    Address address;
    std::vector<Hash32> storage_keys;
    friend bool operator==(const AccessListEntry&, const AccessListEntry&) = default;
};
using AccessList = std::vector<AccessListEntry>;

struct Signature {
    u256 r;
    u256 s;
    bool odd_y = false;
    friend bool operator==(const Signature&, const Signature&) = default;
};

/// EIP-7702 authorization tuple. chain_id is a full word there, y_parity any byte.
struct Authorization {
    u256 chain_id;
    Address address;
    std::uint64_t nonce = 0;
    std::uint8_t y_parity = 0;
    u256 r;
    u256 s;
    friend bool operator==(const Authorization&, const Authorization&) = default;
};

/// One transaction of any type; fields that a type lacks keep their defaults.
struct Transaction {
    TxnType type = TxnType::legacy;
    /// None only for legacy transactions without EIP-155.
    std::optional<std::uint64_t> chain_id;
    std::uint64_t nonce = 0;
    /// The gas price of types 0 and 1 stands in both fee fields. Unit: wei per gas.
    u256 max_priority_fee_per_gas;
    u256 max_fee_per_gas;
    std::uint64_t gas_limit = 0;
    /// None: contract creation.
    std::optional<Address> to;
    u256 value;
    Bytes data;
    AccessList access_list;
    u256 max_fee_per_blob_gas;
    std::vector<Hash32> blob_versioned_hashes;
    std::vector<Authorization> authorization_list;
    Signature signature;

    // Deposit fields (OP specs, deposits.md#the-deposited-transaction-type).
    Hash32 source_hash;
    Address from;
    /// None and zero are encoded alike.
    u256 mint;
    bool is_system_txn = false;

    bool is_deposit() const noexcept { return type == TxnType::deposit; }
    friend bool operator==(const Transaction&, const Transaction&) = default;
};

enum class [[nodiscard]] TxnDecodeError : std::uint8_t {
    empty,
    unsupported_type,
    malformed_rlp,
    bad_signature_values,  ///< v or y parity out of range
    trailing_bytes,
};

/// The EIP-2718 form: RLP list for legacy, type byte and payload otherwise. Blob transactions are
/// encoded without sidecar, as they stand in blocks.
Bytes encode_transaction(const Transaction& txn);
std::expected<Transaction, TxnDecodeError> decode_transaction(BytesView encoded);
/// One transaction as it stands inside a block body: a list for legacy, else a string.
std::expected<Transaction, TxnDecodeError> decode_transaction_item(const rlp::Item& item);

Hash32 transaction_hash(const Transaction& txn);
/// What the sender signs.
Hash32 signing_hash(const Transaction& txn);
/// The sender by signature (EIP-2: s in the lower half), or `from` of a deposit. None: invalid.
std::optional<Address> recover_sender(const Transaction& txn, const CryptoProvider& crypto);
/// The address that made `signature` over `digest`, both halves in range and s in the lower half.
std::optional<Address> recover_address(const Hash32& digest, const Signature& signature,
                                       const CryptoProvider& crypto);
/// Digest of an authorization: keccak256(0x05 || rlp([chain_id, address, nonce])) (EIP-7702).
Hash32 authorization_signing_hash(const Authorization& authorization);
/// What the sender pays per gas at `base_fee`: min(max_fee, base_fee + max_priority_fee).
u256 effective_gas_price(const Transaction& txn, const u256& base_fee);

}  // namespace dusk
