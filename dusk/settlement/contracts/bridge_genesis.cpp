#include <dusk/core/base/flat_map.hpp>
#include <dusk/core/rollup/batch_inbox.hpp>
#include <dusk/settlement/contracts/bridge_genesis.hpp>
#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/contracts/evm_storage.hpp>
#include <dusk/settlement/contracts/evm_tx_router.hpp>
#include <dusk/settlement/contracts/system_config.hpp>

namespace dusk::settlement {

namespace {

void put(GenesisStorage& storage, const Hash32& slot, const u256& value) {
    if (!value.is_zero()) storage.emplace_back(slot, minimal_be(value));
}
void put(GenesisStorage& storage, std::uint64_t slot, const u256& value) {
    put(storage, to_hash32(u256{slot}), value);
}

void put_credits(GenesisStorage& storage, const BridgeGenesis& genesis) {
    FlatMap<Address, u256> credits;
    for (const auto& credit : genesis.credits)
        credits[credit.address] += u256{credit.amount_lux} * u256{WEI_PER_LUX};
    for (const auto& [address, wei] : credits)
        put(storage, mapping_slot(address, router::CREDITS_SLOT), wei);
}

void put_contracts(GenesisStorage& storage, const BridgeGenesis& genesis) {
    std::vector<ContractId> ids{OPTIMISM_PORTAL_ID, L1_CROSS_DOMAIN_MESSENGER_ID,
                                L1_STANDARD_BRIDGE_ID, SYSTEM_CONFIG_ID};
    ids.insert(ids.end(), genesis.evm_contracts.begin(), genesis.evm_contracts.end());
    for (const auto& id : ids)
        put(storage, mapping_slot(evm_address(id), router::CONTRACTS_SLOT), to_u256(id));
}

}  // namespace

u256 ecotone_scalar(std::uint32_t base_fee_scalar, std::uint32_t blob_base_fee_scalar) noexcept {
    return (u256{1} << 248) | (u256{blob_base_fee_scalar} << 32) | u256{base_fee_scalar};
}

GenesisStorage evm_tx_router_genesis(const BridgeGenesis& genesis) {
    GenesisStorage storage;
    put(storage, router::L1_CHAIN_ID_SLOT, u256{genesis.l1_chain_id});
    put(storage, router::BLOB_TARGET_SLOT, u256{genesis.blob_schedule.target_blobs});
    put(storage, router::BLOB_MAX_SLOT, u256{genesis.blob_schedule.max_blobs});
    put(storage, router::BLOB_FRACTION_SLOT, u256{genesis.blob_schedule.base_fee_update_fraction});
    put_contracts(storage, genesis);
    put_credits(storage, genesis);
    return storage;
}

GenesisStorage system_config_genesis(const BridgeGenesis& genesis) {
    using namespace system_config;
    const auto& config = genesis.system_config;
    GenesisStorage storage;
    put(storage, OWNER_SLOT, to_u256(config.owner));
    if (config.dusk_owner)
        put(storage, named_slot("systemconfig.duskowner"), to_u256(keccak256(*config.dusk_owner)));
    put(storage, SCALAR_SLOT, ecotone_scalar(config.base_fee_scalar, config.blob_base_fee_scalar));
    put(storage, BATCHER_HASH_SLOT, to_u256(config.batcher));
    put(storage, GAS_SLOT,
        u256{config.gas_limit} | (u256{config.base_fee_scalar} << 64) |
            (u256{config.blob_base_fee_scalar} << 96));
    put(storage, FEE_SLOT,
        u256{config.eip1559_denominator} | (u256{config.eip1559_elasticity} << 32) |
            (u256{config.operator_fee_scalar} << 64) | (u256{config.operator_fee_constant} << 96));
    put(storage, L2_CHAIN_ID_SLOT, u256{genesis.l2_chain_id});
    put(storage, MIN_BASE_FEE_SLOT, u256{config.min_base_fee} << 160);
    put(storage, DA_FOOTPRINT_SLOT, u256{config.da_footprint_gas_scalar});
    put(storage, named_slot("systemconfig.unsafeblocksigner"), to_u256(config.unsafe_block_signer));
    put(storage, named_slot("systemconfig.batchinbox"),
        to_u256(config.batch_inbox.value_or(rollup::batch_inbox_address(genesis.l2_chain_id))));
    put(storage, named_slot("systemconfig.startBlock"), u256{config.start_block});
    return storage;
}

std::uint64_t genesis_credit_lux(const BridgeGenesis& genesis) noexcept {
    std::uint64_t sum = 0;
    for (const auto& credit : genesis.credits) sum += credit.amount_lux;
    return sum;
}

}  // namespace dusk::settlement
