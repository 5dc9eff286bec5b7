#include <dusk/node/rpc/eth/rows.hpp>
#include <dusk/node/rpc/events/subscriptions.hpp>
#include <dusk/node/rpc/inspect/rows.hpp>
#include <dusk/node/rpc/methods.hpp>

namespace dusk::eth {

void add_all_methods(rpc::MethodTable& table, EthBackend& backend) {
    for (const auto rows :
         {chain_rows(), config_rows(), block_rows(), transaction_rows(), state_rows(), proof_rows(),
          call_rows(), gas_rows(), log_rows(), filter_rows(), net_rows(), web3_rows(),
          txpool_rows(), admin_rows(), debug_raw_rows(), debug_trace_rows(), debug_state_rows(),
          trace_rows(), ots_rows()})
        add_rows(table, backend, rows);
    const bool forwards = backend.sequencer() != nullptr;
    add_rows(table, backend, forwards ? forwarding_send_rows() : send_rows());
    add_subscriptions(table, backend.events());
}

}  // namespace dusk::eth
