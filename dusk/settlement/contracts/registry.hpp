// The genesis contracts of a network and their initial storage.
#pragma once

#include <dusk/core/crypto/bls_provider.hpp>
#include <dusk/settlement/contracts/genesis_config.hpp>
#include <dusk/settlement/vm/contract_set.hpp>

namespace dusk::settlement {

/// The contracts keep a reference to `bls`.
ContractSet make_genesis_contracts(const GenesisConfig& config, const BlsProvider& bls);

}  // namespace dusk::settlement
