// The GraphQL queries of DuskDS over the ledger (spec/duskds-http.md section 7): block, blocks, tx,
// transactions, blockTxs, mempoolTxs, mempoolTx, lastBlockPair, checkBlock, contractEvents. Lists
// are at most 200 long; `transactions` looks at no more than 10,000 blocks. A request, or a batch
// of them, reads at most 20,000 blocks and is answered with about 64 MiB at most.
#pragma once

#include <boost/json/object.hpp>

#include <dusk/settlement/node/node.hpp>

namespace dusk::settlement::api {

/// The data object, or what is wrong with the query.
std::expected<boost::json::object, std::string> run_graphql(const Node& node,
                                                            std::string_view query,
                                                            const boost::json::object& variables);
/// GraphQL over HTTP: a request object or a batch of them; errors are inside the answer.
std::expected<boost::json::value, std::string> serve_graphql(const Node& node,
                                                             std::string_view body);
/// The schema in its definition language.
std::string_view graphql_schema();

}  // namespace dusk::settlement::api
