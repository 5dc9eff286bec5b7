// Keeps the pool in step with the head: included transactions leave, those of reverted blocks
// return.
#pragma once

#include <dusk/node/chain/chain.hpp>
#include <dusk/node/pool/txn_pool.hpp>

namespace dusk::engine {

/// What the pool checks transactions against when `head` is the head.
kv::Result<pool::PoolHead> pool_head(const Chain& chain, const BlockRef& head);

/// Brings the pool to the present head, loads what it had on disk, and follows the chain from then
/// on. Both outlive the program's roles.
kv::Result<void> feed_pool(Chain& chain, pool::TxnPool& pool);

}  // namespace dusk::engine
