// State on the Ethereum side: balances and nonces of the router's books, calls through its
// evm_query, storage and proofs of contracts.
#include <dusk/adapter/eth_api.hpp>
#include <dusk/core/codec/abi.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/rpc/params.hpp>
#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/contracts/evm_tx_router.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>

namespace dusk::adapter {

namespace {

namespace params = rpc::params;
namespace router = settlement::router;
using boost::json::array;
using boost::json::object;
using rpc::Params;
using rpc::Result;
using rpc::Value;
using settlement::ContractId;
using settlement::EVM_TX_ROUTER_ID;

constexpr std::size_t PROOF_SLOTS_MAX = 1024;

rpc::Error to_error(const SourceError& error) { return rpc::server_error(error.message); }

/// geth's error of a failed call: code 3, with Error(string) as data.
rpc::Error reverted(BytesView message) {
    const auto data = abi::Writer{"Error(string)"}.bytes(message).finish();
    return {.code = rpc::CODE_REVERTED,
            .message = "execution reverted: " + std::string(as_text(message)),
            .data = Value(to_hex(data))};
}

/// The slot keys of eth_getProof may be quantities, too.
std::optional<Hash32> slot_key(const Value& in) {
    if (!in.is_string()) return std::nullopt;
    std::string text(in.as_string());
    if (!text.starts_with("0x") || text.size() > 66) return std::nullopt;
    text.insert(2, 66 - text.size(), '0');
    const auto key = fixed_from_hex<32>(text);
    return key ? std::optional(*key) : std::nullopt;
}

array hex_list(const std::vector<Bytes>& list) {
    array out;
    for (const auto& item : list) out.emplace_back(to_hex(item));
    return out;
}

/// What eth_getCode shows of a contract: an INVALID opcode and the Dusk contract id.
Bytes code_marker(const ContractId& id) {
    Bytes code{0xfe};
    append(code, id);
    return code;
}

}  // namespace

struct EthApi::CallArguments {
    Address from;
    std::optional<Address> to;
    Transaction txn;
};

std::expected<EthApi::CallArguments, rpc::Error> EthApi::call_arguments(
    const Params& params) const {
    DUSK_TRY(in, params::json_object(params, 0));
    CallArguments out;
    const auto read = [&](std::string_view name, auto parse,
                          auto assign) -> std::expected<void, rpc::Error> {
        const auto* field = in->if_contains(name);
        if (field == nullptr || field->is_null()) return {};
        auto parsed = parse(*field);
        if (!parsed) return std::unexpected(params::invalid(0, parsed.error()));
        assign(*std::move(parsed));
        return {};
    };
    DUSK_TRY_VOID(read("from", params::to_address, [&](const Address& a) { out.from = a; }));
    DUSK_TRY_VOID(read("to", params::to_address, [&](const Address& a) { out.to = a; }));
    DUSK_TRY_VOID(read("value", params::to_quantity, [&](const u256& v) { out.txn.value = v; }));
    DUSK_TRY_VOID(read("data", params::to_bytes, [&](Bytes b) { out.txn.data = std::move(b); }));
    DUSK_TRY_VOID(read("input", params::to_bytes, [&](Bytes b) { out.txn.data = std::move(b); }));
    return out;
}

std::expected<std::optional<ContractId>, rpc::Error> EthApi::contract_at(
    const Address& address, std::uint64_t height) const {
    for (const auto& pinned : config_.view.pinned_addresses)
        if (pinned.address == address) return std::optional(pinned.contract);
    for (const auto& id :
         {EVM_TX_ROUTER_ID, settlement::TRANSFER_CONTRACT, settlement::STAKE_CONTRACT})
        if (settlement::evm_address(id) == address) return std::optional(id);
    const auto id = source_.query(EVM_TX_ROUTER_ID, "contract_of", address, height);
    if (!id) return std::unexpected(to_error(id.error()));
    if (id->size() != 32) return std::optional<ContractId>{};
    return std::optional(ContractId::from(*id));
}

Result EthApi::call(const Params& params) const {
    DUSK_TRY(arguments, call_arguments(params));
    DUSK_TRY(height, state_height(params, 1));
    if (!arguments.to) return "0x";
    const auto answer =
        source_.query(EVM_TX_ROUTER_ID, router::QUERY_METHOD,
                      router::encode_query(
                          {arguments.from, *arguments.to, arguments.txn.value, arguments.txn.data}),
                      height);
    if (!answer) return std::unexpected(to_error(answer.error()));
    const auto result = router::decode_query_result(*answer);
    if (!result) return std::unexpected(rpc::internal_error("malformed query result"));
    if (!result->success) return std::unexpected(reverted(result->output));
    return Value(to_hex(result->output));
}

Result EthApi::estimate_gas(const Params& params) const {
    DUSK_TRY(arguments, call_arguments(params));
    if (!arguments.to)
        return std::unexpected(rpc::server_error("contract creation is not possible on DuskDS"));
    const auto answer =
        source_.query(EVM_TX_ROUTER_ID, router::QUERY_METHOD,
                      router::encode_query({arguments.from, *arguments.to, arguments.txn.value,
                                            arguments.txn.data}));
    if (!answer) return std::unexpected(to_error(answer.error()));
    const auto result = router::decode_query_result(*answer);
    if (!result) return std::unexpected(rpc::internal_error("malformed query result"));
    if (!result->success) return std::unexpected(reverted(result->output));
    // A fifth more: prices of L2 gas and sizes of stored values move between blocks.
    const auto gas = router::intrinsic_gas(arguments.txn) + result->gas + result->gas / 5;
    return Value(to_hex_quantity(u256{gas}));
}

Result EthApi::get_proof(const Params& params) const {
    DUSK_TRY(address, params::address(params, 0));
    DUSK_TRY(keys, params::json_array(params, 1));
    DUSK_TRY(height, state_height(params, 2));
    if (keys->size() > PROOF_SLOTS_MAX)
        return std::unexpected(rpc::invalid_params("too many keys"));
    std::vector<Hash32> slots;
    for (const auto& key : *keys) {
        const auto slot = slot_key(key);
        if (!slot) return std::unexpected(params::invalid(1, "unable to decode storage key"));
        slots.push_back(*slot);
    }
    DUSK_TRY(contract, contract_at(address, height));
    if (!contract)
        return std::unexpected(
            rpc::server_error("only contracts have proofs: DuskDS keeps accounts elsewhere"));
    const auto proof = source_.prove(height, *contract, slots);
    if (!proof) return std::unexpected(to_error(proof.error()));
    array storage;
    for (std::size_t i = 0; i < proof->slots.size(); ++i)
        storage.push_back(object{{"key", (*keys)[i]},
                                 {"value", to_hex_quantity(proof->slots[i].value)},
                                 {"proof", hex_list(proof->slots[i].proof)}});
    return object{{"address", to_hex(address)},
                  {"accountProof", hex_list(proof->account_proof)},
                  {"balance", to_hex_quantity(proof->balance)},
                  {"codeHash", to_hex(proof->code_hash)},
                  {"nonce", to_hex_quantity(u256{proof->nonce})},
                  {"storageHash", to_hex(proof->storage_hash)},
                  {"storageProof", std::move(storage)}};
}

void EthApi::add_state_methods(rpc::MethodTable& table) {
    table.add("eth_getBalance", [this](const Params& params, auto&) -> Result {
        DUSK_TRY(address, params::address(params, 0));
        DUSK_TRY(height, state_height(params, 1));
        const auto credit = source_.query(EVM_TX_ROUTER_ID, "credit", address, height);
        if (!credit) return std::unexpected(to_error(credit.error()));
        if (credit->size() != 32) return std::unexpected(rpc::internal_error("malformed credit"));
        return Value(to_hex_quantity(u256_from_be(*credit)));
    });
    table.add("eth_getTransactionCount", [this](const Params& params, auto&) -> Result {
        DUSK_TRY(address, params::address(params, 0));
        const auto* tag = params::optional(params, 1);
        if (tag != nullptr && tag->is_string() && tag->as_string() == "pending") {
            const auto nonce = relay_.pending_nonce(address);
            if (!nonce) return std::unexpected(to_error(nonce.error()));
            return Value(to_hex_quantity(u256{*nonce}));
        }
        DUSK_TRY(height, state_height(params, 1));
        const auto nonce = source_.query(EVM_TX_ROUTER_ID, "nonce", address, height);
        if (!nonce) return std::unexpected(to_error(nonce.error()));
        if (nonce->size() != 8) return std::unexpected(rpc::internal_error("malformed nonce"));
        return Value(to_hex_quantity(u256{load_le<std::uint64_t>(*nonce)}));
    });
    table.add("eth_getCode", [this](const Params& params, auto&) -> Result {
        DUSK_TRY(address, params::address(params, 0));
        DUSK_TRY(height, state_height(params, 1));
        DUSK_TRY(contract, contract_at(address, height));
        return Value(contract ? to_hex(code_marker(*contract)) : std::string("0x"));
    });
    table.add("eth_getStorageAt", [this](const Params& params, auto&) -> Result {
        DUSK_TRY(address, params::address(params, 0));
        DUSK_TRY(key, params::any(params, 1));
        DUSK_TRY(height, state_height(params, 2));
        const auto slot = slot_key(*key);
        if (!slot) return std::unexpected(params::invalid(1, "unable to decode storage key"));
        DUSK_TRY(contract, contract_at(address, height));
        if (!contract) return Value(to_hex(Hash32{}));
        const auto proof = source_.prove(height, *contract, {*slot});
        if (!proof) return std::unexpected(to_error(proof.error()));
        return Value(to_hex(to_hash32(proof->slots.empty() ? u256{} : proof->slots[0].value)));
    });
    table.add("eth_getProof",
              [this](const Params& params, auto&) -> Result { return get_proof(params); });
    table.add("eth_call", [this](const Params& params, auto&) -> Result { return call(params); });
    table.add("eth_estimateGas",
              [this](const Params& params, auto&) -> Result { return estimate_gas(params); });
}

}  // namespace dusk::adapter
