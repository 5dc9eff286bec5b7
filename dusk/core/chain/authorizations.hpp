// EIP-7702: accounts that a transaction of type 4 gives code to.
#pragma once

#include <dusk/core/chain/transaction.hpp>
#include <dusk/core/state/state.hpp>

namespace dusk {

/// Carries out every valid tuple, skips the others, and returns the gas to refund for accounts that
/// existed already.
std::int64_t apply_authorizations(State& state, const std::vector<Authorization>& list,
                                  std::uint64_t chain_id, const CryptoProvider& crypto);

/// Who signed the tuple; none if nobody can have.
std::optional<Address> recover_authority(const Authorization& authorization,
                                         const CryptoProvider& crypto);

}  // namespace dusk
