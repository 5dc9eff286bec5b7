// The Ethereum side of a bridge contract: the method "evm_call", its arguments, and dispatch by
// Solidity selector.
//
// Arguments are packed: `sender[20] || sender_is_contract u8 || value u256 (32, big-endian) ||
// calldata`; the result is what Solidity would return. Only evm_tx_router makes such calls: it has
// authenticated the sender and has moved the value to the callee's credit before.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include <dusk/core/base/u256.hpp>
#include <dusk/core/codec/abi.hpp>
#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement {

inline constexpr std::string_view EVM_CALL_METHOD = "evm_call";

/// msg.sender, msg.value, msg.data.
struct EvmMessage {
    Address sender;
    /// The sender is a contract: portal deposits alias it.
    bool sender_is_contract = false;
    u256 value;
    BytesView calldata;
};

Bytes encode_evm_message(const EvmMessage& message);
std::optional<EvmMessage> decode_evm_message(BytesView args);

/// One running Ethereum call.
struct EvmCall {
    ContractHost& host;
    EvmMessage message;
    /// The calldata after the selector.
    abi::Reader arguments;

    const Address& sender() const noexcept { return message.sender; }
};

struct EvmMethod {
    std::string_view signature;
    CallOutcome (*run)(EvmCall& call);
    bool payable = false;
};

/// Checks the caller, finds the method by selector and runs it. Empty calldata runs `receive`.
CallOutcome dispatch_evm_call(ContractHost& host, BytesView args,
                              std::span<const EvmMethod> methods,
                              CallOutcome (*receive)(EvmCall& call) = nullptr);

/// What Solidity's decoder says to bad arguments: an empty revert, here with a text.
std::unexpected<ContractFault> bad_arguments();

/// DUSK_TRY for values read from arguments.
#define DUSK_ARGUMENT(name, ...)              \
    const auto name##_read = (__VA_ARGS__);   \
    if (!name##_read) return bad_arguments(); \
    const auto& name = *name##_read

// Results of getters.
Bytes evm_word(const u256& value);
Bytes evm_word(const Address& value);
Bytes evm_word(const Hash32& value);
Bytes evm_string(std::string_view value);

/// Calls from one bridge contract to another go through the router, which moves `value` out of the
/// caller's credit and gives the callee this contract's address as sender.
CallOutcome evm_send(ContractHost& host, const Address& to, const u256& value, BytesView calldata);

/// Whether the host itself runs a read-only query, outside of any transaction.
bool is_query(const CallContext& context) noexcept;
/// Whether this is the call of a transaction itself: the transfer contract calls, and no other
/// contract is behind it (contract_to_contract looks alike but for that).
bool is_transaction_call(const CallContext& context) noexcept;

}  // namespace dusk::settlement
