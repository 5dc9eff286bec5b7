// debug_setHead and its kin: they move the chain or keep the disk busy, and so belong on ports that
// only the operator of the node reaches.
#pragma once

#include <dusk/node/rpc/backend/method_rows.hpp>

namespace dusk::eth {

/// Both outlive the table.
void add_operator_methods(rpc::MethodTable& table, EthBackend& backend, engine::Chain& chain);

}  // namespace dusk::eth
