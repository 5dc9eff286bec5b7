// The state of an OP chain's first block (spec: OP specs, protocol/predeploys.md, preinstalls.md):
// precompile balances, 2,046 proxies, the predeploys' implementations, preinstalls, the system
// contracts of EIP-4788 and EIP-2935, and the accounts that are to start with a balance.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include <dusk/core/chain/forks.hpp>
#include <dusk/core/crypto/provider.hpp>
#include <dusk/core/state/state_diff.hpp>

namespace dusk::genesis {

/// An account with all its storage, as a genesis file gives it.
struct GenesisAccount {
    Address address;
    std::uint64_t nonce = 0;
    u256 balance;
    Bytes code;
    /// Sorted by slot; no zero values.
    std::vector<std::pair<u256, u256>> storage;
    friend bool operator==(const GenesisAccount&, const GenesisAccount&) = default;
};

/// The account of `address` among `accounts`, which are sorted by address; null if absent.
const GenesisAccount* find_account(std::span<const GenesisAccount> accounts,
                                   const Address& address);

/// What a chain decides about its predeploys. Addresses of contracts on L1 are Ethereum-form.
struct PredeployParameters {
    std::uint64_t l1_chain_id = 0;
    std::uint64_t l2_chain_id = 0;
    OpFork fork = OpFork::jovian;
    Address proxy_admin_owner;
    Address l1_cross_domain_messenger;
    Address l1_standard_bridge;
    Address l1_erc721_bridge;
    Address fee_vault_recipient;
    /// Below this the fee vaults refuse to withdraw. Unit: wei.
    u256 fee_vault_minimum;
    std::vector<std::pair<Address, u256>> funded;
};

/// All accounts, sorted by address. `crypto` serves the constructors that are run.
std::vector<GenesisAccount> build_genesis_state(const PredeployParameters& parameters,
                                                const CryptoProvider& crypto);

/// The same as a change against the empty state.
StateDiff to_state_diff(std::span<const GenesisAccount> accounts);

inline constexpr Address L2_TO_L1_MESSAGE_PASSER{
    {0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x16}};

}  // namespace dusk::genesis
