#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/txn_fields.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::conformance {
namespace {

namespace json = boost::json;

u256 as_decimal(std::string_view text) {
    u256 value;
    for (const char digit : text) {
        const auto times_ten = mul_full(value, u256{10});
        const bool is_digit = digit >= '0' && digit <= '9';
        const auto [sum, carry] =
            add_with_carry(times_ten.low, u256{static_cast<std::uint64_t>(digit - '0')});
        if (!is_digit || carry || !times_ten.high.is_zero())
            throw FixtureError("bad number: " + std::string{text});
        value = sum;
    }
    return value;
}

u256 number_or_zero(const json::value& object, std::string_view name) {
    const auto* found = find(object, name);
    return found == nullptr ? u256{} : as_number(*found);
}

/// The first of the two names that is there.
const json::value* find_either(const json::value& object, std::string_view name,
                               std::string_view other) {
    const auto* found = find(object, name);
    return found != nullptr ? found : find(object, other);
}

AccessList as_access_list(const json::value& list) {
    AccessList out;
    for (const auto& entry : list.as_array()) {
        auto& [address, keys] = out.emplace_back(as_address(get(entry, "address")));
        for (const auto& key : get(entry, "storageKeys").as_array())
            keys.push_back(to_hash32(as_number(key)));
    }
    return out;
}

std::vector<Authorization> as_authorizations(const json::value& list) {
    std::vector<Authorization> out;
    for (const auto& entry : list.as_array()) {
        const auto* parity = find_either(entry, "yParity", "v");
        if (parity == nullptr) throw FixtureError("an authorization without parity");
        out.push_back({.chain_id = as_number(get(entry, "chainId")),
                       .address = as_address(get(entry, "address")),
                       .nonce = as_number64(get(entry, "nonce")),
                       .y_parity = static_cast<std::uint8_t>(as_number64(*parity)),
                       .r = as_number(get(entry, "r")),
                       .s = as_number(get(entry, "s"))});
    }
    return out;
}

std::optional<Address> as_recipient(const json::value* to) {
    if (to == nullptr || to->as_string().empty() || to->as_string() == "0x") return std::nullopt;
    return as_address(*to);
}

/// The type that the members give away, where none is stated.
TxnType type_of(const json::value& object) {
    if (const auto* type = find(object, "type")) return static_cast<TxnType>(as_number64(*type));
    if (find(object, "sourceHash") != nullptr) return TxnType::deposit;
    if (find(object, "authorizationList") != nullptr) return TxnType::set_code;
    if (find(object, "maxFeePerBlobGas") != nullptr) return TxnType::blob;
    if (find(object, "maxFeePerGas") != nullptr) return TxnType::dynamic_fee;
    if (find(object, "accessList") != nullptr) return TxnType::access_list;
    return TxnType::legacy;
}

void read_fees(Transaction& txn, const json::value& object) {
    if (const auto* price = find(object, "gasPrice")) {
        txn.max_fee_per_gas = txn.max_priority_fee_per_gas = as_number(*price);
        if (txn.type <= TxnType::access_list) return;
    }
    if (find(object, "maxFeePerGas") == nullptr) return;
    txn.max_fee_per_gas = number_or_zero(object, "maxFeePerGas");
    txn.max_priority_fee_per_gas = number_or_zero(object, "maxPriorityFeePerGas");
    txn.max_fee_per_blob_gas = number_or_zero(object, "maxFeePerBlobGas");
}

/// What all forms share: nonce, recipient, fees, lists.
Transaction read_common(const json::value& object, std::uint64_t chain_id) {
    Transaction txn;
    txn.type = type_of(object);
    if (txn.type != TxnType::legacy && txn.type != TxnType::deposit) txn.chain_id = chain_id;
    if (const auto* id = find(object, "chainId"); id != nullptr && txn.type != TxnType::legacy)
        txn.chain_id = as_number64(*id);
    txn.nonce = number_or_zero(object, "nonce").saturated64();
    read_fees(txn, object);
    txn.to = as_recipient(find(object, "to"));
    if (const auto* hashes = find(object, "blobVersionedHashes"))
        for (const auto& hash : hashes->as_array())
            txn.blob_versioned_hashes.push_back(as_hash(hash));
    if (const auto* list = find(object, "authorizationList"))
        txn.authorization_list = as_authorizations(*list);
    return txn;
}

void read_deposit(Transaction& txn, const json::value& object) {
    txn.source_hash = as_hash(get(object, "sourceHash"));
    txn.from = as_address(get(object, "from"));
    txn.mint = number_or_zero(object, "mint");
    const auto* is_system = find(object, "isSystemTx");
    txn.is_system_txn = is_system != nullptr && is_system->as_bool();
}

void sign(Transaction& txn, const json::value& secret, const json::value& object,
          std::uint64_t chain_id) {
    const auto key = EthereumKey::from(to_hash32(as_number(secret)));
    if (!key) throw FixtureError("bad secret key");
    const auto* is_protected = find(object, "protected");
    if (txn.type == TxnType::legacy && (is_protected == nullptr || is_protected->as_bool()))
        txn.chain_id = chain_id;
    const auto signature = key->sign(signing_hash(txn));
    txn.signature = {to_u256(signature.r), to_u256(signature.s), signature.odd_y};
}

/// `v` of legacy transactions carries the chain (EIP-155).
void read_signature(Transaction& txn, const json::value& object) {
    const auto v = number_or_zero(object, "v").saturated64();
    txn.signature.r = number_or_zero(object, "r");
    txn.signature.s = number_or_zero(object, "s");
    txn.signature.odd_y = v % 2 != 0;
    if (txn.type != TxnType::legacy) return;
    txn.signature.odd_y = v % 2 == 0;
    if (v >= 35) txn.chain_id = (v - 35) / 2;
}

}  // namespace

u256 as_number(const json::value& value) {
    if (value.is_uint64()) return u256{value.get_uint64()};
    if (value.is_int64() && value.get_int64() >= 0)
        return u256{static_cast<std::uint64_t>(value.get_int64())};
    if (!value.is_string()) throw FixtureError("a number is expected");
    const std::string_view text = value.get_string();
    return text.starts_with("0x") ? as_u256(value) : as_decimal(text);
}

std::uint64_t as_number64(const json::value& value) {
    const auto number = as_number(value);
    if (!number.fits_u64()) throw FixtureError("number above 64 bits");
    return number.low64();
}

SignedTransaction as_state_test_txn(const json::value& object, const TxnIndexes& indexes,
                                    std::uint64_t chain_id) {
    auto txn = read_common(object, chain_id);
    txn.gas_limit = as_number64(get(object, "gasLimit").as_array().at(indexes.gas));
    txn.value = as_number(get(object, "value").as_array().at(indexes.value));
    txn.data = as_bytes_field(get(object, "data").as_array().at(indexes.data));
    if (const auto* lists = find(object, "accessLists")) {
        const auto& list = lists->as_array().at(indexes.data);
        if (!list.is_null()) txn.access_list = as_access_list(list);
        if (txn.type == TxnType::legacy) {
            txn.type = TxnType::access_list;
            txn.chain_id = chain_id;
        }
    }
    if (const auto* sender = find(object, "sender")) return {std::move(txn), as_address(*sender)};
    const auto key = EthereumKey::from(to_hash32(as_number(get(object, "secretKey"))));
    if (!key) throw FixtureError("bad secret key");
    return {std::move(txn), key->address()};
}

SignedTransaction as_t8n_txn(const json::value& object, std::uint64_t chain_id) {
    auto txn = read_common(object, chain_id);
    const auto* gas = find_either(object, "gas", "gasLimit");
    if (gas == nullptr) throw FixtureError("a transaction without gas");
    txn.gas_limit = as_number64(*gas);
    txn.value = number_or_zero(object, "value");
    if (const auto* data = find_either(object, "input", "data")) txn.data = as_bytes_field(*data);
    if (const auto* list = find(object, "accessList")) txn.access_list = as_access_list(*list);
    if (txn.type == TxnType::deposit) {
        read_deposit(txn, object);
        return {txn, txn.from};
    }
    const auto* secret = find(object, "secretKey");
    if (secret != nullptr && !as_number(*secret).is_zero()) {
        sign(txn, *secret, object, chain_id);
    } else {
        read_signature(txn, object);
    }
    const auto sender = recover_sender(txn, native_crypto());
    return {std::move(txn), sender};
}

}  // namespace dusk::conformance
