#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/rollup/system_config.hpp>
#include <dusk/node/dev/dev_genesis.hpp>

namespace dusk::dev {
namespace {

constexpr std::uint64_t L1_CHAIN_ID = 250;
/// As the chain's SystemConfig begins on a local network.
constexpr rollup::FeeScalars FEE_SCALARS{.base_fee_scalar = 1'368, .blob_base_fee_scalar = 810'949};

/// A contract of the L1 that is not there.
Address l1_address(std::string_view name) {
    return Address::from(keccak256(as_bytes(name)).view().last(20));
}

}  // namespace

genesis::RollupFiles make_dev_rollup(const DevGenesis& decisions, const CryptoProvider& crypto) {
    genesis::NewRollup rollup;
    rollup.l1_chain_id = L1_CHAIN_ID;
    rollup.l2_chain_id = decisions.chain_id;
    rollup.l1_start = {.hash = keccak256(as_bytes("DuskEVM developer chain")),
                       .number = 0,
                       .parent_hash = {},
                       .time = decisions.timestamp};
    rollup.l1_contracts = {.optimism_portal = l1_address("OptimismPortal"),
                           .system_config = l1_address("SystemConfig"),
                           .l1_cross_domain_messenger = l1_address("L1CrossDomainMessenger"),
                           .l1_standard_bridge = l1_address("L1StandardBridge"),
                           .l1_erc721_bridge = l1_address("L1ERC721Bridge"),
                           .protocol_versions = {}};
    rollup.system_config.batcher_addr = l1_address("Batcher");
    rollup.system_config.scalar = rollup::encode_ecotone_scalar(FEE_SCALARS);
    rollup.system_config.gas_limit = decisions.gas_limit;
    for (const auto& account : decisions.accounts)
        rollup.funded.emplace_back(account, decisions.balance);
    if (!decisions.accounts.empty()) {
        rollup.proxy_admin_owner = decisions.accounts.front();
        rollup.fee_vault_recipient = decisions.accounts.front();
    }
    return genesis::make_rollup(rollup, crypto);
}

}  // namespace dusk::dev
