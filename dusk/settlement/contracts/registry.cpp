#include <dusk/settlement/contracts/registry.hpp>
#include <dusk/settlement/contracts/stake.hpp>
#include <dusk/settlement/contracts/transfer.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>

namespace dusk::settlement {

ContractSet make_genesis_contracts(const GenesisConfig& config, const BlsProvider& bls) {
    ContractSet set;
    set.add({TRANSFER_CONTRACT, "transfer/1", std::make_unique<TransferContract>(bls),
             transfer_genesis_storage(config)});
    set.add({STAKE_CONTRACT, "stake/1", std::make_unique<StakeContract>(bls),
             stake_genesis_storage(config)});
    return set;
}

}  // namespace dusk::settlement
