// Filters of eth_getLogs and eth_subscribe("logs"): addresses and topics, with geth's limits and
// texts.
#pragma once

#include <optional>
#include <vector>

#include <boost/json/object.hpp>

#include <dusk/platform/rpc/params.hpp>
#include <dusk/settlement/ethview/view.hpp>

namespace dusk::adapter {

struct LogFilter {
    /// Empty: any.
    std::vector<Address> addresses{};
    /// By position; an empty set is a wildcard.
    std::vector<std::vector<Hash32>> topics{};

    bool matches(const Log& log) const;
    /// False: no log of the block can match.
    bool may_match(const Bloom& bloom) const;
};

/// Reads `address` and `topics` of a filter object.
std::expected<LogFilter, rpc::Error> parse_log_filter(const boost::json::object& filter);
/// Appends the block's matching logs.
void collect_logs(const settlement::ethview::ViewBlock& block, const LogFilter& filter,
                  boost::json::array& out, bool removed = false);

}  // namespace dusk::adapter
