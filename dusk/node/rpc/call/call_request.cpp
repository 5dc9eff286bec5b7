#include <algorithm>

#include <fmt/format.h>

#include <dusk/node/rpc/call/call_request.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::eth {
namespace {

namespace params = rpc::params;
template <class T>
using Member = std::expected<std::optional<T>, std::string>;

const Value* member(const Object& object, std::string_view name) {
    const auto* found = object.if_contains(name);
    return found == nullptr || found->is_null() ? nullptr : found;
}

template <class T>
Member<T> read(const Object& object, std::string_view name,
               params::ParsedValue<T> (*parse)(const Value&)) {
    const auto* in = member(object, name);
    if (in == nullptr) return std::optional<T>{};
    auto out = parse(*in);
    if (!out)
        return std::unexpected(
            fmt::format("json: cannot unmarshal field TransactionArgs.{}: {}", name, out.error()));
    return std::optional<T>{*std::move(out)};
}

std::expected<AccessListEntry, std::string> read_access_entry(const Value& in) {
    if (!in.is_object()) return std::unexpected("an access list entry is no object");
    AccessListEntry entry;
    DUSK_TRY(address, read<Address>(in.get_object(), "address", params::to_address));
    if (!address) return std::unexpected("missing required field 'address' for AccessTuple");
    entry.address = *address;
    const auto* keys = member(in.get_object(), "storageKeys");
    if (keys == nullptr || !keys->is_array())
        return std::unexpected("missing required field 'storageKeys' for AccessTuple");
    for (const auto& key : keys->get_array()) {
        DUSK_TRY(hash, params::to_hash(key));
        entry.storage_keys.push_back(hash);
    }
    return entry;
}

std::expected<std::optional<AccessList>, std::string> read_access_list(const Object& object) {
    const auto* in = member(object, "accessList");
    if (in == nullptr) return std::optional<AccessList>{};
    if (!in->is_array()) return std::unexpected("accessList is no array");
    AccessList list;
    for (const auto& entry : in->get_array()) {
        DUSK_TRY(parsed, read_access_entry(entry));
        list.push_back(std::move(parsed));
    }
    return std::optional<AccessList>{std::move(list)};
}

std::expected<Authorization, std::string> read_authorization(const Value& in) {
    if (!in.is_object()) return std::unexpected("an authorization is no object");
    const auto& object = in.get_object();
    DUSK_TRY(chain_id, read<u256>(object, "chainId", params::to_quantity));
    DUSK_TRY(address, read<Address>(object, "address", params::to_address));
    DUSK_TRY(nonce, read<std::uint64_t>(object, "nonce", params::to_quantity64));
    DUSK_TRY(parity, read<std::uint64_t>(object, "yParity", params::to_quantity64));
    DUSK_TRY(r, read<u256>(object, "r", params::to_quantity));
    DUSK_TRY(s, read<u256>(object, "s", params::to_quantity));
    if (!chain_id || !address || !nonce || !parity || !r || !s)
        return std::unexpected("missing required field of SetCodeAuthorization");
    if (*parity > 0xff) return std::unexpected("yParity does not fit a byte");
    return Authorization{.chain_id = *chain_id,
                         .address = *address,
                         .nonce = *nonce,
                         .y_parity = static_cast<std::uint8_t>(*parity),
                         .r = *r,
                         .s = *s};
}

std::expected<std::vector<Authorization>, std::string> read_authorizations(const Object& object) {
    std::vector<Authorization> list;
    const auto* in = member(object, "authorizationList");
    if (in == nullptr) return list;
    if (!in->is_array()) return std::unexpected("authorizationList is no array");
    for (const auto& entry : in->get_array()) {
        DUSK_TRY(parsed, read_authorization(entry));
        list.push_back(parsed);
    }
    return list;
}

std::expected<Bytes, std::string> read_input(const Object& object) {
    DUSK_TRY(old_name, read<Bytes>(object, "data", params::to_bytes));
    DUSK_TRY(new_name, read<Bytes>(object, "input", params::to_bytes));
    return new_name ? *std::move(new_name) : std::move(old_name).value_or(Bytes{});
}

std::expected<CallRequest, std::string> read_request(const Object& object) {
    CallRequest out;
    DUSK_TRY(from, read<Address>(object, "from", params::to_address));
    DUSK_TRY(to, read<Address>(object, "to", params::to_address));
    DUSK_TRY(gas, read<std::uint64_t>(object, "gas", params::to_quantity64));
    DUSK_TRY(gas_price, read<u256>(object, "gasPrice", params::to_quantity));
    DUSK_TRY(max_fee, read<u256>(object, "maxFeePerGas", params::to_quantity));
    DUSK_TRY(max_tip, read<u256>(object, "maxPriorityFeePerGas", params::to_quantity));
    DUSK_TRY(value, read<u256>(object, "value", params::to_quantity));
    DUSK_TRY(nonce, read<std::uint64_t>(object, "nonce", params::to_quantity64));
    DUSK_TRY(input, read_input(object));
    DUSK_TRY(access_list, read_access_list(object));
    DUSK_TRY(authorizations, read_authorizations(object));
    out.from = from.value_or(Address{});
    out.to = to;
    out.gas = gas;
    out.gas_price = gas_price;
    out.max_fee_per_gas = max_fee;
    out.max_priority_fee_per_gas = max_tip;
    out.value = value.value_or(u256{});
    out.nonce = nonce;
    out.input = std::move(input);
    out.access_list = std::move(access_list);
    out.authorization_list = std::move(authorizations);
    DUSK_TRY(max_blob_fee, read<u256>(object, "maxFeePerBlobGas", params::to_quantity));
    out.max_fee_per_blob_gas = max_blob_fee;
    out.has_blobs =
        member(object, "blobVersionedHashes") != nullptr || member(object, "blobs") != nullptr;
    if (const auto* hashes = member(object, "blobVersionedHashes")) {
        if (!hashes->is_array()) return std::unexpected("blobVersionedHashes is no array");
        for (const auto& entry : hashes->get_array()) {
            DUSK_TRY(hash, params::to_hash(entry));
            out.blob_versioned_hashes.push_back(hash);
        }
    }
    return out;
}

/// Rules between members. geth: TransactionArgs.setDefaults and CallDefaults.
std::optional<std::string> conflict(const Object& object, const CallRequest& request,
                                    std::uint64_t chain_id) {
    const auto* data = member(object, "data");
    const auto* input = member(object, "input");
    if (data != nullptr && input != nullptr &&
        params::to_bytes(*data).value_or(Bytes{}) != request.input)
        return "both \"data\" and \"input\" are set and not equal. Please use \"input\" to pass "
               "transaction call data";
    if (request.gas_price && (request.max_fee_per_gas || request.max_priority_fee_per_gas))
        return "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified";
    if (const auto* id = member(object, "chainId")) {
        const auto have = params::to_quantity(*id);
        if (!have) return have.error();
        if (*have != u256{chain_id})
            return fmt::format("chainId does not match node's (have={}, want={})", decimal(*have),
                               chain_id);
    }
    return std::nullopt;
}

}  // namespace

Answer<CallRequest> call_request_param(const rpc::Params& arguments, std::size_t index,
                                       std::uint64_t chain_id) {
    DUSK_TRY(in, params::any(arguments, index));
    return parse_call_request(*in, index, chain_id);
}

Answer<CallRequest> parse_call_request(const Value& in, std::size_t index, std::uint64_t chain_id) {
    if (!in.is_object())
        return std::unexpected(
            params::invalid(index,
                            "json: cannot unmarshal non-object into Go value of type "
                            "ethapi.TransactionArgs"));
    const auto& object = in.get_object();
    auto request = read_request(object);
    if (!request) return std::unexpected(params::invalid(index, request.error()));
    if (auto text = conflict(object, *request, chain_id))
        return std::unexpected(rpc::server_error(*std::move(text)));
    return *std::move(request);
}

Transaction to_transaction(const CallRequest& request, const ChainConfig& config, std::uint64_t gas,
                           const u256& base_fee) {
    Transaction txn;
    txn.type = TxnType::dynamic_fee;
    txn.chain_id = config.chain_id;
    txn.nonce = request.nonce.value_or(0);
    txn.gas_limit = gas;
    txn.to = request.to;
    txn.value = request.value;
    txn.data = request.input;
    txn.access_list = request.access_list.value_or(AccessList{});
    txn.authorization_list = request.authorization_list;
    if (!request.authorization_list.empty()) txn.type = TxnType::set_code;
    if (request.has_blobs) {
        txn.type = TxnType::blob;
        txn.blob_versioned_hashes = request.blob_versioned_hashes;
        txn.max_fee_per_blob_gas = request.max_fee_per_blob_gas.value_or(u256{});
    }
    if (request.gas_price) {
        txn.max_fee_per_gas = txn.max_priority_fee_per_gas = *request.gas_price;
        return txn;
    }
    txn.max_priority_fee_per_gas = request.max_priority_fee_per_gas.value_or(u256{});
    txn.max_fee_per_gas = request.max_fee_per_gas.value_or(u256{});
    // A tip alone: as if the fee cap left room for it.
    if (!request.max_fee_per_gas && request.max_priority_fee_per_gas)
        txn.max_fee_per_gas = base_fee * u256{2} + txn.max_priority_fee_per_gas;
    return txn;
}

}  // namespace dusk::eth
