#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/contracts/evm_tx_router.hpp>
#include <dusk/settlement/contracts/l1_cross_domain_messenger.hpp>
#include <dusk/settlement/contracts/l1_standard_bridge.hpp>
#include <dusk/settlement/contracts/optimism_portal.hpp>
#include <dusk/settlement/contracts/registry.hpp>
#include <dusk/settlement/contracts/stake.hpp>
#include <dusk/settlement/contracts/system_config.hpp>
#include <dusk/settlement/contracts/transfer.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>

namespace dusk::settlement {

namespace {

void add_bridge(ContractSet& set, const BridgeGenesis& genesis) {
    set.add({EVM_TX_ROUTER_ID, "evm_tx_router/1", std::make_unique<EvmTxRouter>(),
             evm_tx_router_genesis(genesis)});
    set.add({OPTIMISM_PORTAL_ID, "optimism_portal/1", std::make_unique<OptimismPortal>(),
             optimism_portal_genesis(genesis)});
    set.add({L1_CROSS_DOMAIN_MESSENGER_ID,
             "l1_cross_domain_messenger/1",
             std::make_unique<L1CrossDomainMessenger>(),
             {}});
    set.add(
        {L1_STANDARD_BRIDGE_ID, "l1_standard_bridge/1", std::make_unique<L1StandardBridge>(), {}});
    set.add({SYSTEM_CONFIG_ID, "system_config/1", std::make_unique<SystemConfig>(),
             system_config_genesis(genesis)});
}

}  // namespace

ContractSet make_genesis_contracts(const GenesisConfig& config, const BlsProvider& bls) {
    ContractSet set;
    set.add({TRANSFER_CONTRACT, "transfer/1", std::make_unique<TransferContract>(bls),
             transfer_genesis_storage(config)});
    set.add({STAKE_CONTRACT, "stake/1", std::make_unique<StakeContract>(bls),
             stake_genesis_storage(config)});
    if (config.bridge) add_bridge(set, *config.bridge);
    return set;
}

}  // namespace dusk::settlement
