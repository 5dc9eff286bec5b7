// Searches through the chain for Otterscan. There is no index of addresses: transactions that name
// an address as sender, recipient or new contract, or whose logs do, are found by looking through
// blocks, OTS_SEARCH_BLOCKS_MAX a call at most; calls inside transactions are not looked at.
#pragma once

#include <functional>

#include <dusk/node/rpc/backend/method_rows.hpp>

namespace dusk::eth {

struct OtsSearch {
    Address address;
    /// Exclusive; zero: from the end that lies nearer.
    std::uint64_t block_number = 0;
    std::size_t page_size = 0;
    bool is_before = true;
};

/// {txs, receipts, firstPage, lastPage}, newest first.
Result ots_search(EthBackend& backend, const OtsSearch& search, CallContext& context);

/// The first canonical block after which `holds` holds; what held once must hold from then on.
Answer<std::optional<BlockRef>> first_block_where(
    const EthBackend& backend, const std::function<bool(const StateView&)>& holds);

}  // namespace dusk::eth
