// Transactions as eth_getTransactionBy* answer them (geth: internal/ethapi RPCTransaction, with
// op-geth's fields of deposits).
#pragma once

#include <dusk/node/pool/pooled_txn.hpp>
#include <dusk/node/rpc/json/json.hpp>
#include <dusk/node/rpc/json/stored_block.hpp>

namespace dusk::eth {

/// Transaction `index` of `block`. A deposit's nonce stands in its receipt.
Object mined_txn_json(const StoredBlock& block, std::size_t index, const Receipt* receipt);
/// One that waits: the fields that name a block are null.
Object pooled_txn_json(const pool::PooledTxn& txn);

Object authorization_json(const Authorization& authorization);
Array access_list_json(const AccessList& list);

}  // namespace dusk::eth
