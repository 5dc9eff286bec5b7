#include <algorithm>

#include <dusk/settlement/contracts/bridge_genesis.hpp>
#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/contracts/evm_call.hpp>
#include <dusk/settlement/contracts/evm_events.hpp>
#include <dusk/settlement/contracts/evm_storage.hpp>
#include <dusk/settlement/contracts/l1_cross_domain_messenger.hpp>
#include <dusk/settlement/contracts/rkyv.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>

namespace dusk::settlement {

namespace messenger {

std::uint64_t base_gas(std::uint64_t message_size, std::uint32_t min_gas_limit) noexcept {
    constexpr std::uint64_t RELAY_CONSTANT_OVERHEAD = 200'000;
    constexpr std::uint64_t RELAY_CALL_OVERHEAD = 40'000;
    constexpr std::uint64_t RELAY_RESERVED_GAS = 40'000;
    constexpr std::uint64_t RELAY_GAS_CHECK_BUFFER = 5'000;
    constexpr std::uint64_t ENCODING_OVERHEAD = 260;
    constexpr std::uint64_t TX_BASE_GAS = 21'000;
    const auto execution = RELAY_CONSTANT_OVERHEAD + RELAY_CALL_OVERHEAD + RELAY_RESERVED_GAS +
                           RELAY_GAS_CHECK_BUFFER + std::uint64_t{min_gas_limit} * 64 / 63;
    const auto size = message_size + ENCODING_OVERHEAD;
    return TX_BASE_GAS + std::max(execution + size * 16, size * 40);
}

Bytes encode_relay_message(const RelayMessage& relay) {
    return abi::Writer{"relayMessage(uint256,address,address,uint256,uint256,bytes)"}
        .word(relay.nonce)
        .address(relay.sender)
        .address(relay.target)
        .word(relay.value)
        .word(relay.min_gas_limit)
        .bytes(relay.message)
        .finish();
}

}  // namespace messenger

namespace {

// Version 1 in the top two bytes (OP specs, messengers.md#message-versioning).
u256 versioned_nonce(const ContractHost& host) {
    const auto value = host.load(to_hash32(u256{messenger::MESSAGE_NONCE_SLOT}));
    return (u256{1} << 240) | (value.size() <= 30 ? u256_from_be(value) : u256{});
}

struct OutgoingMessage {
    Address sender;
    Address target;
    u256 value;
    std::uint32_t min_gas_limit = 0;
    BytesView message;
};

void log_sent_message(ContractHost& host, const OutgoingMessage& out, const u256& nonce) {
    host.emit(events::EVM_LOG,
              events::encode_evm_log(
                  {abi::event_topic("SentMessage(address,address,bytes,uint256,uint256)"),
                   to_hash32(to_u256(out.target))},
                  abi::Writer{}
                      .address(out.sender)
                      .bytes(out.message)
                      .word(nonce)
                      .word(u256{out.min_gas_limit})
                      .finish()));
    host.emit(events::EVM_LOG,
              events::encode_evm_log({abi::event_topic("SentMessageExtension1(address,uint256)"),
                                      to_hash32(to_u256(out.sender))},
                                     to_hash32(out.value)));
}

CallOutcome send(ContractHost& host, const OutgoingMessage& out) {
    const auto nonce = versioned_nonce(host);
    const auto relay = messenger::encode_relay_message({.nonce = nonce,
                                                        .sender = out.sender,
                                                        .target = out.target,
                                                        .value = out.value,
                                                        .min_gas_limit = out.min_gas_limit,
                                                        .message = out.message});
    const auto deposit = abi::Writer{"depositTransaction(address,uint256,uint64,bool,bytes)"}
                             .address(messenger::L2_CROSS_DOMAIN_MESSENGER)
                             .word(out.value)
                             .word(u256{messenger::base_gas(out.message.size(), out.min_gas_limit)})
                             .boolean(false)
                             .bytes(relay)
                             .finish();
    if (auto sent = evm_send(host, evm_address(OPTIMISM_PORTAL_ID), out.value, deposit); !sent)
        return sent;
    log_sent_message(host, out, nonce);
    const auto count = nonce & ((u256{1} << 240) - u256{1});
    host.store(to_hash32(u256{messenger::MESSAGE_NONCE_SLOT}), minimal_be(count + u256{1}));
    return Bytes{};
}

CallOutcome evm_send_message(EvmCall& call) {
    DUSK_ARGUMENT(target, call.arguments.address());
    DUSK_ARGUMENT(message, call.arguments.bytes());
    DUSK_ARGUMENT(min_gas_limit, call.arguments.uint(32));
    return send(call.host, {.sender = call.sender(),
                            .target = target,
                            .value = call.message.value,
                            .min_gas_limit = static_cast<std::uint32_t>(min_gas_limit),
                            .message = message});
}

CallOutcome base_gas(EvmCall& call) {
    DUSK_ARGUMENT(message, call.arguments.bytes());
    DUSK_ARGUMENT(min_gas_limit, call.arguments.uint(32));
    return evm_word(
        u256{messenger::base_gas(message.size(), static_cast<std::uint32_t>(min_gas_limit))});
}

CallOutcome message_nonce(EvmCall& call) { return evm_word(versioned_nonce(call.host)); }
CallOutcome other_messenger(EvmCall&) { return evm_word(messenger::L2_CROSS_DOMAIN_MESSENGER); }
CallOutcome portal_address(EvmCall&) { return evm_word(evm_address(OPTIMISM_PORTAL_ID)); }
CallOutcome message_version(EvmCall&) { return evm_word(u256{1}); }
CallOutcome version(EvmCall&) { return evm_string("2.10.0-dusk"); }
CallOutcome paused(EvmCall&) { return evm_word(u256{}); }

constexpr EvmMethod METHODS[] = {
    {"sendMessage(address,bytes,uint32)", evm_send_message, true},
    {"baseGas(bytes,uint32)", base_gas},
    {"messageNonce()", message_nonce},
    {"otherMessenger()", other_messenger},
    {"OTHER_MESSENGER()", other_messenger},
    {"portal()", portal_address},
    {"PORTAL()", portal_address},
    {"MESSAGE_VERSION()", message_version},
    {"version()", version},
    {"paused()", paused},
};

/// The L2 identity of whoever calls a Dusk method: the calling contract, or the account whose
/// transaction calls directly. Shielded senders have none.
std::optional<Address> dusk_sender(const CallContext& context) {
    if (is_transaction_call(context) && context.public_sender)
        return evm_address(*context.public_sender);
    if (!context.caller || *context.caller == TRANSFER_CONTRACT) return std::nullopt;
    return evm_address(*context.caller);
}

CallOutcome dusk_send_message(ContractHost& host, BytesView args) {
    const auto reader = rkyv::Reader::open(args, 32);
    if (!reader) return bad_arguments();
    const auto message = reader->vec(0);
    const auto sender = dusk_sender(host.context());
    if (!message) return bad_arguments();
    if (!sender) return contract_panic("sendMessage: a sender is needed");
    return send(host, {.sender = *sender,
                       .target = reader->fixed<20>(8),
                       .min_gas_limit = reader->integer<std::uint32_t>(28),
                       .message = *message});
}

}  // namespace

CallOutcome L1CrossDomainMessenger::call(ContractHost& host, std::string_view method,
                                         BytesView args) const {
    if (method == EVM_CALL_METHOD) return dispatch_evm_call(host, args, METHODS);
    if (method == "sendMessage") return dusk_send_message(host, args);
    return contract_panic("unknown method");
}

}  // namespace dusk::settlement
