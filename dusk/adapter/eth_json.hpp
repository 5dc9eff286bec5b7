// Ethereum objects as JSON-RPC shows them (execution-apis, schemas), from view blocks.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <dusk/settlement/ethview/view.hpp>

namespace dusk::adapter::json {

using settlement::ethview::ViewBlock;
using settlement::ethview::ViewTransaction;

boost::json::object header(const ViewBlock& block);
boost::json::object block(const ViewBlock& block, bool full_transactions);
/// A transaction in a block.
boost::json::object transaction(const ViewBlock& block, std::size_t index);
/// A transaction that waits.
boost::json::object pending_transaction(const Transaction& txn, const Hash32& hash,
                                        const Address& sender);
/// `log_offset`: logs of the block before this transaction's.
boost::json::object receipt(const ViewBlock& block, std::size_t index, std::size_t log_offset,
                            const settlement::BlobSchedule& blobs);

struct LogPlace {
    std::size_t txn_index = 0;
    std::size_t log_index_in_txn = 0;
    std::size_t log_index = 0;
};
boost::json::object log(const ViewBlock& block, const LogPlace& place, bool removed = false);

/// Logs of the transactions before `index`.
std::size_t log_offset(const ViewBlock& block, std::size_t index);

}  // namespace dusk::adapter::json
