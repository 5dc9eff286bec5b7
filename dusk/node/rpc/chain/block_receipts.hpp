// A stored block with its receipts, ready to be told as JSON.
#pragma once

#include <dusk/node/rpc/chain/chain_reader.hpp>
#include <dusk/node/rpc/json/receipt_json.hpp>

namespace dusk::eth {

Answer<BlockReceipts> load_receipts(const ChainReader& chain, const Hash32& hash);

}  // namespace dusk::eth
