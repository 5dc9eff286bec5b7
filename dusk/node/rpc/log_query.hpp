// Searching logs: criteria, the bloom filters of blocks, then their receipts (geth: eth/filters).
#pragma once

#include <set>

#include <dusk/node/rpc/block_id.hpp>
#include <dusk/node/rpc/receipt_json.hpp>

namespace dusk::eth {

/// What a log must be like. An empty set lets everything pass.
class LogCriteria {
public:
    std::set<Address> addresses;
    /// By position; a log has at least as many topics.
    std::vector<std::set<Hash32>> topics;

    bool matches(const Log& log) const;
    /// Whether a block with this bloom filter may have such a log.
    bool may_be_in(const Bloom& bloom) const;
};

struct LogRange {
    /// One block alone, instead of the range.
    std::optional<Hash32> block_hash;
    /// None: latest.
    std::optional<BlockId> from;
    std::optional<BlockId> to;
};

struct LogQuery {
    LogRange range;
    LogCriteria criteria;
};

/// The filter object at `index`; a missing one asks for everything.
Answer<LogQuery> log_query_param(const rpc::Params& arguments, std::size_t index);

/// The logs of one block that match.
Answer<std::vector<PlacedLog>> logs_of_block(const store::ChainStore& store, const BlockRef& block,
                                             const LogCriteria& criteria);
/// All that match, by block and position.
Answer<std::vector<PlacedLog>> find_logs(const EthBackend& backend, const LogQuery& query,
                                         const rpc::CallContext& context);
Array logs_json(const std::vector<PlacedLog>& logs);

}  // namespace dusk::eth
