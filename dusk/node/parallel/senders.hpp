// Who sent the transactions of a block. Recovering a signer costs as much as a transfer's whole
// execution, so it is done on several threads, and never again for a transaction that this node has
// seen in its pool or in an earlier block.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include <dusk/core/chain/transaction.hpp>
#include <dusk/node/parallel/worker_pool.hpp>
#include <dusk/node/store/generation_cache.hpp>

namespace dusk::parallel {

/// Senders by transaction hash. Thread-safe.
using SenderCache = store::GenerationCache<Address>;
/// Entries of a generation: more than a pool holds, 10 MB.
inline constexpr std::size_t SENDER_CACHE_SIZE = 1 << 16;

/// The sender of one transaction, and note it.
std::optional<Address> recover_sender(const Transaction& txn, const CryptoProvider& crypto,
                                      SenderCache& cache);
/// The sender of each; none if any has none.
std::optional<std::vector<Address>> recover_senders(std::span<const Transaction> txns,
                                                    const CryptoProvider& crypto,
                                                    SenderCache& cache, WorkerPool& workers);

}  // namespace dusk::parallel
