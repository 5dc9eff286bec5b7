#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/contracts/evm_call.hpp>
#include <dusk/settlement/contracts/evm_events.hpp>
#include <dusk/settlement/contracts/evm_tx_router.hpp>
#include <dusk/settlement/contracts/l1_standard_bridge.hpp>
#include <dusk/settlement/contracts/rkyv.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>

namespace dusk::settlement {

namespace bridge {

Bytes encode_deposit_arguments(const DepositArguments& deposit) {
    rkyv::Writer writer;
    const auto extra = writer.bytes(deposit.extra_data);
    writer.root(8).u64(deposit.amount_lux).fixed(deposit.to).u32(deposit.min_gas_limit).vec(extra);
    return writer.finish();
}

std::optional<DepositArguments> decode_deposit_arguments(BytesView args) {
    const auto reader = rkyv::Reader::open(args, 40);
    if (!reader) return std::nullopt;
    const auto extra = reader->vec(32);
    if (!extra) return std::nullopt;
    return DepositArguments{.to = reader->fixed<20>(8),
                            .amount_lux = reader->integer<std::uint64_t>(0),
                            .min_gas_limit = reader->integer<std::uint32_t>(28),
                            .extra_data = to_bytes(*extra)};
}

}  // namespace bridge

namespace {

struct BridgedValue {
    Address from;
    Address to;
    u256 amount;
    std::uint32_t min_gas_limit = 0;
    BytesView extra_data;
};

void log_initiated(ContractHost& host, const BridgedValue& value) {
    for (const auto signature : {"ETHDepositInitiated(address,address,uint256,bytes)",
                                 "ETHBridgeInitiated(address,address,uint256,bytes)"})
        host.emit(events::EVM_LOG,
                  events::encode_evm_log(
                      {abi::event_topic(signature), to_hash32(to_u256(value.from)),
                       to_hash32(to_u256(value.to))},
                      abi::Writer{}.word(value.amount).bytes(value.extra_data).finish()));
}

// L1StandardBridge._initiateBridgeETH: the events, then the message with the value.
CallOutcome initiate(ContractHost& host, const BridgedValue& value) {
    log_initiated(host, value);
    const auto finalize = abi::Writer{"finalizeBridgeETH(address,address,uint256,bytes)"}
                              .address(value.from)
                              .address(value.to)
                              .word(value.amount)
                              .bytes(value.extra_data)
                              .finish();
    const auto message = abi::Writer{"sendMessage(address,bytes,uint32)"}
                             .address(bridge::L2_STANDARD_BRIDGE)
                             .bytes(finalize)
                             .word(u256{value.min_gas_limit})
                             .finish();
    if (auto sent =
            evm_send(host, evm_address(L1_CROSS_DOMAIN_MESSENGER_ID), value.amount, message);
        !sent)
        return sent;
    return Bytes{};
}

// ReceiveFromContract carries the value to the router, which credits this contract.
CallOutcome move_to_router(ContractHost& host, std::uint64_t amount_lux) {
    rkyv::Writer writer;
    const auto name = writer.bytes(as_bytes(router::RECEIVE_CREDIT_METHOD));
    const auto data = writer.bytes({});
    writer.root(8)
        .fixed(EVM_TX_ROUTER_ID)
        .u64(amount_lux)
        .string(as_bytes(router::RECEIVE_CREDIT_METHOD), name)
        .vec(data);
    return host.call(TRANSFER_CONTRACT, "contract_to_contract", writer.finish());
}

CallOutcome deposit_with_value(ContractHost& host, BytesView args) {
    if (!is_transaction_call(host.context()))
        return contract_panic("depositETHToWithValue: only as the call of a transaction");
    const auto deposit = bridge::decode_deposit_arguments(args);
    if (!deposit) return bad_arguments();
    if (deposit->amount_lux == 0) return contract_panic("amount is zero");
    if (auto claimed =
            host.call(TRANSFER_CONTRACT, "deposit", rkyv::encode_integer(deposit->amount_lux));
        !claimed)
        return claimed;
    if (auto moved = move_to_router(host, deposit->amount_lux); !moved) return moved;
    const auto& sender = host.context().public_sender;
    return initiate(host, {.from = sender ? evm_address(*sender) : Address{},
                           .to = deposit->to,
                           .amount = u256{deposit->amount_lux} * u256{WEI_PER_LUX},
                           .min_gas_limit = deposit->min_gas_limit,
                           .extra_data = deposit->extra_data});
}

/// The forms that bridge to the sender are for externally owned accounts only: on L2 the same
/// address of a contract may belong to nobody.
CallOutcome evm_bridge_to_self(EvmCall& call) {
    if (call.message.sender_is_contract)
        return contract_panic("StandardBridge: function can only be called from an EOA");
    DUSK_ARGUMENT(min_gas_limit, call.arguments.uint(32));
    DUSK_ARGUMENT(extra_data, call.arguments.bytes());
    return initiate(call.host, {.from = call.sender(),
                                .to = call.sender(),
                                .amount = call.message.value,
                                .min_gas_limit = static_cast<std::uint32_t>(min_gas_limit),
                                .extra_data = extra_data});
}

CallOutcome evm_bridge_to(EvmCall& call) {
    DUSK_ARGUMENT(to, call.arguments.address());
    DUSK_ARGUMENT(min_gas_limit, call.arguments.uint(32));
    DUSK_ARGUMENT(extra_data, call.arguments.bytes());
    return initiate(call.host, {.from = call.sender(),
                                .to = to,
                                .amount = call.message.value,
                                .min_gas_limit = static_cast<std::uint32_t>(min_gas_limit),
                                .extra_data = extra_data});
}

CallOutcome receive(EvmCall& call) {
    if (call.message.sender_is_contract)
        return contract_panic("StandardBridge: function can only be called from an EOA");
    return initiate(call.host, {.from = call.sender(),
                                .to = call.sender(),
                                .amount = call.message.value,
                                .min_gas_limit = bridge::RECEIVE_DEFAULT_GAS_LIMIT});
}

CallOutcome other_bridge(EvmCall&) { return evm_word(bridge::L2_STANDARD_BRIDGE); }
CallOutcome messenger_address(EvmCall&) {
    return evm_word(evm_address(L1_CROSS_DOMAIN_MESSENGER_ID));
}
CallOutcome version(EvmCall&) { return evm_string("2.8.0-dusk"); }
CallOutcome paused(EvmCall&) { return evm_word(u256{}); }

constexpr EvmMethod METHODS[] = {
    {"depositETH(uint32,bytes)", evm_bridge_to_self, true},
    {"bridgeETH(uint32,bytes)", evm_bridge_to_self, true},
    {"depositETHTo(address,uint32,bytes)", evm_bridge_to, true},
    {"bridgeETHTo(address,uint32,bytes)", evm_bridge_to, true},
    {"otherBridge()", other_bridge},
    {"OTHER_BRIDGE()", other_bridge},
    {"l2TokenBridge()", other_bridge},
    {"messenger()", messenger_address},
    {"MESSENGER()", messenger_address},
    {"version()", version},
    {"paused()", paused},
};

}  // namespace

CallOutcome L1StandardBridge::call(ContractHost& host, std::string_view method,
                                   BytesView args) const {
    if (method == EVM_CALL_METHOD) return dispatch_evm_call(host, args, METHODS, receive);
    if (method == bridge::DEPOSIT_METHOD) return deposit_with_value(host, args);
    return contract_panic("unknown method");
}

}  // namespace dusk::settlement
