// The endpoints behind POST /on/<component>[:<entity>]/<topic> (spec/duskds-http.md sections 3 to
// 6).
#pragma once

#include <expected>

#include <dusk/settlement/api/rues.hpp>
#include <dusk/settlement/node/node.hpp>

namespace dusk::settlement::api {

struct Call {
    Node& node;
    const http::Request& request;
    const RuesPath& path;
    bool allow_revert = false;
};
using Result = std::expected<Content, ApiError>;

/// Runs the endpoint of a path; 501 where there is none.
Result run_endpoint(const Call& call);

// By component.
Result node_endpoint(const Call& call);
Result blocks_endpoint(const Call& call);
Result transactions_endpoint(const Call& call);
Result account_endpoint(const Call& call);
Result contract_endpoint(const Call& call);
Result contract_query(const Call& call);
Result blobs_endpoint(const Call& call);
Result state_endpoint(const Call& call);
Result graphql_endpoint(const Call& call);

/// The contract id that an entity names.
std::expected<ContractId, ApiError> contract_id(const Call& call);

}  // namespace dusk::settlement::api
