// Headers and blocks as eth_getBlockBy* answer them (geth: internal/ethapi RPCMarshalHeader and
// RPCMarshalBlock).
#pragma once

#include <dusk/node/rpc/json/json.hpp>
#include <dusk/node/rpc/json/stored_block.hpp>

namespace dusk::eth {

Object header_json(const Header& header, const Hash32& hash);
Object withdrawal_json(const Withdrawal& withdrawal);

/// As it stands in its encoding.
Block whole_block(StoredBlock block);

/// With the transactions' hashes or, if `receipts` are given, the transactions in full.
Object block_json(StoredBlock block, const std::vector<Receipt>* receipts);

}  // namespace dusk::eth
