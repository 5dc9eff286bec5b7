// eth_getLogs.
#include <dusk/node/rpc/eth/rows.hpp>
#include <dusk/node/rpc/events/log_query.hpp>

namespace dusk::eth {
namespace {

Result get_logs(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY_VOID(params::any(arguments, 0));
    DUSK_TRY(query, log_query_param(arguments, 0));
    DUSK_TRY(logs, find_logs(backend, query, context));
    return logs_json(logs);
}

constexpr MethodRow ROWS[] = {{"eth_getLogs", get_logs, 1}};

}  // namespace

std::span<const MethodRow> log_rows() { return ROWS; }

}  // namespace dusk::eth
