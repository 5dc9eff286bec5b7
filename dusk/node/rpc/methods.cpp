#include <dusk/node/rpc/method_rows.hpp>
#include <dusk/node/rpc/methods.hpp>
#include <dusk/node/rpc/subscriptions.hpp>

namespace dusk::eth {

void add_rows(rpc::MethodTable& table, EthBackend& backend, std::span<const MethodRow> rows) {
    for (const auto& row : rows)
        table.add(row.name,
                  [&backend, row](const Params& arguments, CallContext& context) -> Result {
                      DUSK_TRY_VOID(params::at_most(arguments, row.params_max));
                      return row.handler(backend, arguments, context);
                  },
                  {.inline_ok = row.inline_ok, .quick = row.quick});
}

void add_eth_methods(rpc::MethodTable& table, EthBackend& backend) {
    for (const auto rows :
         {chain_rows(), config_rows(), block_rows(), transaction_rows(), send_rows(), state_rows(),
          proof_rows(), call_rows(), gas_rows(), log_rows(), filter_rows()})
        add_rows(table, backend, rows);
    add_subscriptions(table, backend);
}

void add_net_methods(rpc::MethodTable& table, EthBackend& backend) {
    add_rows(table, backend, net_rows());
}

void add_web3_methods(rpc::MethodTable& table, EthBackend& backend) {
    add_rows(table, backend, web3_rows());
}

void add_txpool_methods(rpc::MethodTable& table, EthBackend& backend) {
    add_rows(table, backend, txpool_rows());
}

void add_debug_methods(rpc::MethodTable& table, EthBackend& backend) {
    add_rows(table, backend, debug_raw_rows());
    add_rows(table, backend, debug_trace_rows());
    add_rows(table, backend, debug_state_rows());
}

void add_trace_methods(rpc::MethodTable& table, EthBackend& backend) {
    add_rows(table, backend, trace_rows());
}

void add_ots_methods(rpc::MethodTable& table, EthBackend& backend) {
    add_rows(table, backend, ots_rows());
}

void add_admin_methods(rpc::MethodTable& table, EthBackend& backend) {
    add_rows(table, backend, admin_rows());
}

void add_all_methods(rpc::MethodTable& table, EthBackend& backend) {
    add_eth_methods(table, backend);
    add_net_methods(table, backend);
    add_web3_methods(table, backend);
    add_txpool_methods(table, backend);
    add_debug_methods(table, backend);
    add_trace_methods(table, backend);
    add_ots_methods(table, backend);
    add_admin_methods(table, backend);
}

}  // namespace dusk::eth
