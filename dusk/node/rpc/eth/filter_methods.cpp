// eth_new*Filter and what is asked of filters.
#include <dusk/node/rpc/eth/rows.hpp>
#include <dusk/node/rpc/events/filter_book.hpp>

namespace dusk::eth {
namespace {

Result as_value(Answer<std::string> id) {
    if (!id) return std::unexpected(std::move(id.error()));
    return Value(*id);
}

Result new_filter(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY_VOID(params::any(arguments, 0));
    DUSK_TRY(query, log_query_param(arguments, 0));
    return as_value(backend.filters().add(FilterKind::logs, std::move(query)));
}

Result new_block_filter(EthBackend& backend, const Params&, CallContext&) {
    return as_value(backend.filters().add(FilterKind::blocks));
}

Result new_pending_filter(EthBackend& backend, const Params& arguments, CallContext&) {
    bool in_full = false;
    if (params::optional(arguments, 0) != nullptr) {
        DUSK_TRY(wanted, params::boolean(arguments, 0));
        in_full = wanted;
    }
    return as_value(backend.filters().add(FilterKind::pending_txns, {}, in_full));
}

Result filter_changes(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(id, params::text(arguments, 0));
    return backend.filters().take_changes(std::string(id));
}

Result filter_logs(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(id, params::text(arguments, 0));
    DUSK_TRY(query, backend.filters().query_of(std::string(id)));
    DUSK_TRY(logs, find_logs(backend, query, context));
    return logs_json(logs);
}

Result uninstall(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(id, params::text(arguments, 0));
    return Value(backend.filters().remove(std::string(id)));
}

constexpr MethodRow ROWS[] = {
    {"eth_newFilter", new_filter, 1},
    {"eth_newBlockFilter", new_block_filter, 0},
    {"eth_newPendingTransactionFilter", new_pending_filter, 1},
    {"eth_getFilterChanges", filter_changes, 1},
    {"eth_getFilterLogs", filter_logs, 1},
    {"eth_uninstallFilter", uninstall, 1},
};

}  // namespace

std::span<const MethodRow> filter_rows() { return ROWS; }

}  // namespace dusk::eth
