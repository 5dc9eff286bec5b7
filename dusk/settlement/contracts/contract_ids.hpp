// The ids of the bridge contracts on a network that has them at genesis, and how ids and accounts
// read as Ethereum addresses. Transfer and stake have ids 01 and 02 (DuskDS transactions, section
// 2); the bridge set starts at 10, so that further genesis contracts of the protocol fit between.
// Spec: DuskEVM L1 contracts, section 2.
#pragma once

#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement {

/// The id that is `number` followed by 31 zero bytes.
constexpr ContractId genesis_contract_id(std::uint8_t number) noexcept {
    ContractId id;
    id[0] = number;
    return id;
}

inline constexpr ContractId EVM_TX_ROUTER_ID = genesis_contract_id(0x10);
inline constexpr ContractId OPTIMISM_PORTAL_ID = genesis_contract_id(0x11);
inline constexpr ContractId L1_CROSS_DOMAIN_MESSENGER_ID = genesis_contract_id(0x12);
inline constexpr ContractId L1_STANDARD_BRIDGE_ID = genesis_contract_id(0x13);
inline constexpr ContractId SYSTEM_CONFIG_ID = genesis_contract_id(0x14);

/// The last 20 bytes of keccak256(id).
inline Address evm_address(const ContractId& id) noexcept {
    return Address::from_right(keccak256(id));
}

/// A Moonlight account as L2 sees it: the last 20 bytes of keccak256 of its compressed key. The
/// derivation of the public network is not published; this one is ours.
inline Address evm_address(const AccountKey& account) noexcept {
    return Address::from_right(keccak256(account));
}

/// 1 LUX = 10^9 wei.
inline constexpr std::uint64_t WEI_PER_LUX = 1'000'000'000;

}  // namespace dusk::settlement
