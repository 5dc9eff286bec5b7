#include <dusk/core/base/endian.hpp>
#include <dusk/settlement/contracts/bridge_genesis.hpp>
#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/contracts/evm_call.hpp>
#include <dusk/settlement/contracts/evm_events.hpp>
#include <dusk/settlement/contracts/optimism_portal.hpp>
#include <dusk/settlement/contracts/resource_metering.hpp>

namespace dusk::settlement {

namespace portal {

Address apply_l1_to_l2_alias(const Address& address) noexcept {
    constexpr Address OFFSET{
        {0x11, 0x11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x11}};
    return to_address(to_u256(address) + to_u256(OFFSET));
}

}  // namespace portal

namespace {

struct Deposit {
    Address to;
    u256 value;
    std::uint64_t gas_limit = 0;
    bool is_creation = false;
    BytesView data;
};

// OP specs, deposits.md#deposit-contract: abi.encodePacked(mint, value, gasLimit, isCreation,
// data).
Bytes opaque_data(const u256& mint, const Deposit& deposit) {
    Bytes out = to_bytes(to_hash32(mint));
    append(out, to_hash32(deposit.value));
    append_be(out, deposit.gas_limit);
    out.push_back(deposit.is_creation ? 1 : 0);
    append(out, deposit.data);
    return out;
}

CallOutcome make_deposit(EvmCall& call, const Deposit& deposit) {
    if (deposit.is_creation && !deposit.to.is_zero())
        return contract_panic("OptimismPortal_BadTarget");
    if (deposit.gas_limit < portal::minimum_gas_limit(deposit.data.size()))
        return contract_panic("OptimismPortal_GasLimitTooLow");
    if (deposit.data.size() > portal::DATA_SIZE_MAX)
        return contract_panic("OptimismPortal_CalldataTooLarge");
    if (auto bought = buy_resource(call.host, deposit.gas_limit); !bought) return bought;

    const auto from = call.message.sender_is_contract ? portal::apply_l1_to_l2_alias(call.sender())
                                                      : call.sender();
    call.host.emit(events::TRANSACTION_DEPOSITED,
                   events::encode(events::TransactionDeposited{
                       .from = from,
                       .to = deposit.to,
                       .opaque_data = opaque_data(call.message.value, deposit)}));
    return Bytes{};
}

CallOutcome deposit_transaction(EvmCall& call) {
    DUSK_ARGUMENT(to, call.arguments.address());
    DUSK_ARGUMENT(value, call.arguments.word());
    DUSK_ARGUMENT(gas_limit, call.arguments.uint(64));
    DUSK_ARGUMENT(is_creation, call.arguments.boolean());
    DUSK_ARGUMENT(data, call.arguments.bytes());
    return make_deposit(call, {to, value, gas_limit, is_creation, data});
}

CallOutcome receive(EvmCall& call) {
    return make_deposit(call, {.to = call.sender(),
                               .value = call.message.value,
                               .gas_limit = portal::RECEIVE_DEFAULT_GAS_LIMIT});
}

CallOutcome minimum_gas_limit(EvmCall& call) {
    DUSK_ARGUMENT(byte_count, call.arguments.uint(64));
    return evm_word(u256{byte_count} * u256{40} + u256{21'000});
}

CallOutcome params(EvmCall& call) {
    const auto params = load_resource_params(call.host, RESOURCE_PARAMS_SLOT);
    return abi::Writer{}
        .word(params.prev_base_fee)
        .word(u256{params.prev_bought_gas})
        .word(u256{params.prev_block})
        .finish();
}

CallOutcome version(EvmCall&) { return evm_string("5.1.1-dusk"); }
CallOutcome system_config(EvmCall&) { return evm_word(evm_address(SYSTEM_CONFIG_ID)); }
CallOutcome paused(EvmCall&) { return evm_word(u256{}); }

constexpr EvmMethod METHODS[] = {
    {"depositTransaction(address,uint256,uint64,bool,bytes)", deposit_transaction, true},
    {"minimumGasLimit(uint64)", minimum_gas_limit},
    {"params()", params},
    {"version()", version},
    {"systemConfig()", system_config},
    {"paused()", paused},
};

}  // namespace

CallOutcome OptimismPortal::call(ContractHost& host, std::string_view method,
                                 BytesView args) const {
    if (method == EVM_CALL_METHOD) return dispatch_evm_call(host, args, METHODS, receive);
    if (method == "paused") return Bytes{0};
    return contract_panic("unknown method");
}

// OptimismPortal's initializer starts the metering at the minimum fee, block 0.
GenesisStorage optimism_portal_genesis(const BridgeGenesis&) {
    return {{to_hash32(u256{RESOURCE_PARAMS_SLOT}),
             to_bytes(to_hash32(u256{ResourceConfig{}.minimum_base_fee})
                          .view()
                          .last(u256{ResourceConfig{}.minimum_base_fee}.byte_length()))}};
}

}  // namespace dusk::settlement
