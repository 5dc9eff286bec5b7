// Searching logs: criteria, the bloom filters of blocks, then their receipts (geth: eth/filters).
#pragma once

#include <set>

#include <dusk/node/rpc/chain/block_id.hpp>
#include <dusk/node/rpc/json/receipt_json.hpp>

namespace dusk::eth {

/// What a log must be like. An empty set lets everything pass.
class LogCriteria {
public:
    std::set<Address> addresses;
    /// By position; a log has at least as many topics.
    std::vector<std::set<Hash32>> topics;

    bool matches(const Log& log) const;
};

/// The bits that criteria ask for in a block's bloom filter: hashed once, held against many blocks.
class BloomProbe {
public:
    explicit BloomProbe(const LogCriteria& criteria);
    /// Whether a block with this filter may have a log that matches.
    bool may_be_in(const Bloom& bloom) const;

private:
    struct Bit {
        std::size_t byte = 0;
        std::uint8_t mask = 0;
    };
    using Bits = std::vector<Bit>;
    template <class T>
    void require_any(const std::set<T>& entries);
    static Bits bits_of(BytesView entry);

    /// Of each group one alternative must be there.
    std::vector<std::vector<Bits>> groups_;
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

/// The logs of one block that match; `probe` is of the same criteria.
Answer<std::vector<PlacedLog>> logs_of_block(const store::ChainStore& store, const BlockRef& block,
                                             const LogCriteria& criteria, const BloomProbe& probe);
/// All that match, by block and position.
Answer<std::vector<PlacedLog>> find_logs(const ChainReader& chain, const LogQuery& query,
                                         const rpc::CallContext& context);
Array logs_json(const std::vector<PlacedLog>& logs);

}  // namespace dusk::eth
