#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/contracts/evm_call.hpp>
#include <dusk/settlement/contracts/evm_tx_router.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>

namespace dusk::settlement {

namespace {

constexpr std::size_t SENDER_SIZE = 20;
constexpr std::size_t MESSAGE_HEAD_SIZE = SENDER_SIZE + 1 + 32;
constexpr std::size_t SELECTOR_SIZE = 4;

const EvmMethod* find_method(std::span<const EvmMethod> methods, abi::Selector selector) {
    for (const auto& method : methods)
        if (abi::selector(method.signature) == selector) return &method;
    return nullptr;
}

}  // namespace

Bytes encode_evm_message(const EvmMessage& message) {
    Bytes out;
    out.reserve(MESSAGE_HEAD_SIZE + message.calldata.size());
    append(out, message.sender);
    out.push_back(message.sender_is_contract ? 1 : 0);
    append(out, to_hash32(message.value));
    append(out, message.calldata);
    return out;
}

std::optional<EvmMessage> decode_evm_message(BytesView args) {
    if (args.size() < MESSAGE_HEAD_SIZE || args[SENDER_SIZE] > 1) return std::nullopt;
    return EvmMessage{
        .sender = Address::from(args),
        .sender_is_contract = args[SENDER_SIZE] == 1,
        .value = u256_from_be(args.subspan(SENDER_SIZE + 1, 32)),
        .calldata = args.subspan(MESSAGE_HEAD_SIZE),
    };
}

CallOutcome dispatch_evm_call(ContractHost& host, BytesView args,
                              std::span<const EvmMethod> methods,
                              CallOutcome (*receive)(EvmCall& call)) {
    const auto& caller = host.context().caller;
    if (!caller || *caller != EVM_TX_ROUTER_ID)
        return contract_panic("evm_call: only evm_tx_router calls");
    const auto message = decode_evm_message(args);
    if (!message) return bad_arguments();

    const auto calldata = message->calldata;
    if (calldata.empty() && receive != nullptr) {
        EvmCall call{host, *message, abi::Reader{{}}};
        return receive(call);
    }
    if (calldata.size() < SELECTOR_SIZE) return contract_panic("no fallback");
    const auto* method = find_method(methods, load_be<abi::Selector>(calldata));
    if (method == nullptr) return contract_panic("unknown selector");
    if (!method->payable && !message->value.is_zero()) return contract_panic("not payable");
    EvmCall call{host, *message, abi::Reader{calldata.subspan(SELECTOR_SIZE)}};
    return method->run(call);
}

std::unexpected<ContractFault> bad_arguments() { return contract_panic("bad arguments"); }

Bytes evm_word(const u256& value) { return to_bytes(to_hash32(value)); }
Bytes evm_word(const Address& value) { return evm_word(to_u256(value)); }
Bytes evm_word(const Hash32& value) { return to_bytes(value); }
Bytes evm_string(std::string_view value) { return abi::Writer{}.bytes(as_bytes(value)).finish(); }

CallOutcome evm_send(ContractHost& host, const Address& to, const u256& value, BytesView calldata) {
    return host.call(EVM_TX_ROUTER_ID, router::SEND_METHOD,
                     router::encode_send({.to = to, .value = value, .calldata = calldata}));
}

bool is_query(const CallContext& context) noexcept {
    return !context.caller && context.callstack.empty();
}

bool is_transaction_call(const CallContext& context) noexcept {
    return context.caller == TRANSFER_CONTRACT && context.callstack.size() == 1;
}

}  // namespace dusk::settlement
