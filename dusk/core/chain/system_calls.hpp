// Calls that the protocol itself makes before and after a block's transactions: the beacon root
// (EIP-4788), the parent's hash (EIP-2935), and the requests of Ethereum's Prague (EIP-6110, 7002,
// 7251, 7685).
#pragma once

#include <expected>
#include <span>
#include <vector>

#include <dusk/core/chain/receipt.hpp>
#include <dusk/core/state/execute.hpp>

namespace dusk {

enum class [[nodiscard]] SystemCallError : std::uint8_t {
    missing_contract,   ///< EIP-7002, 7251: the contract has no code
    failed_call,        ///< EIP-7002, 7251: the call failed
    bad_deposit_event,  ///< EIP-6110: a deposit log of another form
};

/// One type byte and the data; those with empty data are left out (EIP-7685).
using Requests = std::vector<Bytes>;

/// Both do nothing where the contract has no code, and ignore a failure.
void store_beacon_root(State& state, const ExecutionEnv& env, const Hash32& root);
void store_parent_hash(State& state, const ExecutionEnv& env, const Hash32& parent_hash);

/// What the block's deposit logs and the two queue contracts ask of the consensus layer.
std::expected<Requests, SystemCallError> collect_requests(State& state, const ExecutionEnv& env,
                                                          std::span<const Receipt> receipts);

/// EIP-7685: sha256 over the sha256 of each.
Hash32 requests_hash(const Requests& requests);

}  // namespace dusk
