// The methods of eth_*, net_*, web3_*, txpool_* and admin_*, by family.
#pragma once

#include <dusk/node/rpc/backend/method_rows.hpp>

namespace dusk::eth {

std::span<const MethodRow> chain_rows();
std::span<const MethodRow> config_rows();
std::span<const MethodRow> block_rows();
std::span<const MethodRow> transaction_rows();
std::span<const MethodRow> send_rows();
/// Of a node with a sequencer to ask.
std::span<const MethodRow> forwarding_send_rows();
std::span<const MethodRow> state_rows();
std::span<const MethodRow> proof_rows();
std::span<const MethodRow> call_rows();
std::span<const MethodRow> gas_rows();
std::span<const MethodRow> log_rows();
std::span<const MethodRow> filter_rows();
std::span<const MethodRow> txpool_rows();
std::span<const MethodRow> net_rows();
std::span<const MethodRow> web3_rows();
std::span<const MethodRow> admin_rows();

}  // namespace dusk::eth
