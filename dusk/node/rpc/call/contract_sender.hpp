// Transactions of contracts, which EIP-3607 forbids: only a developer chain's blocks have them, of
// impersonated senders.
#pragma once

#include <dusk/core/chain/block_executor.hpp>

namespace dusk::eth {

/// executor.execute(), and the same for a sender that is a contract: a simulation, which knows no
/// fees but the price of gas, with what an OP chain takes beside it and gives to its vaults.
std::expected<TxnOutcome, TxnError> execute_for_anyone(BlockExecutor& executor,
                                                       const Transaction& txn,
                                                       const Address& sender);

}  // namespace dusk::eth
