#include <dusk/node/rpc/backend/method_rows.hpp>

namespace dusk::eth {

void add_rows(rpc::MethodTable& table, EthBackend& backend, std::span<const MethodRow> rows) {
    for (const auto& row : rows)
        table.add(
            row.name,
            [&backend, row](const Params& arguments, CallContext& context) -> Result {
                DUSK_TRY_VOID(params::at_most(arguments, row.params_max));
                return row.handler(backend, arguments, context);
            },
            row.pace);
}

}  // namespace dusk::eth
