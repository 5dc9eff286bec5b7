// l1_cross_domain_messenger: messages to L2 contracts (OP specs, messengers.md), sending half. Each
// becomes a portal deposit that calls relayMessage on the L2 messenger, from this contract's alias.
//
// Ethereum methods: sendMessage(address,bytes,uint32) payable, baseGas(bytes,uint32),
// messageNonce(),
//   otherMessenger(), portal(), MESSAGE_VERSION(), version(), paused().
// Dusk methods: sendMessage rkyv (target, message, min_gas_limit): message @0, target @8,
//   min_gas_limit u32 @28, without value.
#pragma once

#include <dusk/core/base/u256.hpp>
#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement {

class L1CrossDomainMessenger final : public Contract {
public:
    CallOutcome call(ContractHost& host, std::string_view method, BytesView args) const override;
};

namespace messenger {

inline constexpr Address L2_CROSS_DOMAIN_MESSENGER{
    {0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x07}};

/// Storage slot of msgNonce in OP's layout.
inline constexpr std::uint64_t MESSAGE_NONCE_SLOT = 205;

/// L2 gas that relays a message of `message_size` bytes with at least `min_gas_limit` for its
/// target (CrossDomainMessenger.baseGas as of Isthmus: EIP-7623's floor included).
std::uint64_t base_gas(std::uint64_t message_size, std::uint32_t min_gas_limit) noexcept;

struct RelayMessage {
    u256 nonce;
    Address sender;
    Address target;
    u256 value;
    u256 min_gas_limit;
    BytesView message;
};
/// Calldata of relayMessage; its keccak256 is the message hash of version 1.
Bytes encode_relay_message(const RelayMessage& relay);

}  // namespace messenger
}  // namespace dusk::settlement
