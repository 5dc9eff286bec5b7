// Calls of stored transactions, of one block or of many (trace_block, trace_filter). Limits:
// TRACE_FILTER_BLOCKS_MAX blocks a query, and the request's time.
#pragma once

#include <set>

#include <dusk/node/rpc/backend/method_rows.hpp>
#include <dusk/node/rpc/trace/flat_call.hpp>

namespace dusk::eth {

/// Which calls are wanted.
struct TraceChoice {
    std::optional<std::size_t> only_txn{};
    /// Empty: any. With both, `matches_either` tells whether one of them is enough.
    std::set<Address> from{};
    std::set<Address> to{};
    bool matches_either = false;
};

/// Where calls go, and how much the request's traces hold together.
struct TraceSink {
    Array& out;
    std::size_t& bytes;
};
/// Adds the calls of a block in order, each with its place.
Answer<bool> add_block_traces(EthBackend& backend, const BlockRef& ref, const TraceChoice& choice,
                              CallContext& context, const TraceSink& sink);

struct TraceFilter {
    std::uint64_t from_block = 0;
    std::uint64_t to_block = 0;
    TraceChoice choice;
    std::uint64_t after = 0;
    std::uint64_t count = 0;
};
Answer<TraceFilter> trace_filter_param(const EthBackend& backend, const rpc::Params& arguments,
                                       std::size_t index);
Result run_trace_filter(EthBackend& backend, const TraceFilter& filter, CallContext& context);

}  // namespace dusk::eth
