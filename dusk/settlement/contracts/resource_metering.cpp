#include <algorithm>

#include <dusk/settlement/contracts/evm_storage.hpp>
#include <dusk/settlement/contracts/l1_fee_market.hpp>
#include <dusk/settlement/contracts/resource_metering.hpp>

namespace dusk::settlement {

namespace {

u256 clamp_base_fee(const u256& fee, const ResourceConfig& config) {
    return std::clamp(fee, u256{config.minimum_base_fee}, config.maximum_base_fee);
}

/// The fee after one block that sold `bought` gas.
u256 next_base_fee(const u256& fee, std::uint64_t bought, const ResourceConfig& config) {
    const auto target = config.max_resource_limit / config.elasticity_multiplier;
    const u256 denominator{target * config.base_fee_max_change_denominator};
    if (bought >= target)
        return clamp_base_fee(fee + fee * u256{bought - target} / denominator, config);
    return clamp_base_fee(fee - fee * u256{target - bought} / denominator, config);
}

ResourceParams unpack(const u256& word) {
    return {.prev_base_fee = word & ((u256{1} << 128) - u256{1}),
            .prev_bought_gas = (word >> 128).low64(),
            .prev_block = (word >> 192).low64()};
}

u256 pack(const ResourceParams& params) {
    return params.prev_base_fee | (u256{params.prev_bought_gas} << 128) |
           (u256{params.prev_block} << 192);
}

}  // namespace

// The contract raises (1 - 1/denominator) to the power of the empty blocks in fixed point; here the
// same decay is applied block by block in integers, until the floor is reached.
ResourceParams advance(ResourceParams params, std::uint64_t block, const ResourceConfig& config) {
    if (block <= params.prev_block) return params;
    auto fee = next_base_fee(params.prev_base_fee, params.prev_bought_gas, config);
    for (auto empty = block - params.prev_block - 1;
         empty > 0 && fee > u256{config.minimum_base_fee}; --empty)
        fee = clamp_base_fee(fee - fee / u256{config.base_fee_max_change_denominator}, config);
    return {.prev_base_fee = fee, .prev_bought_gas = 0, .prev_block = block};
}

ResourceParams load_resource_params(const ContractHost& host, std::uint64_t slot_number) {
    const auto value = host.load(to_hash32(u256{slot_number}));
    return unpack(value.size() <= 32 ? u256_from_be(value) : u256{});
}

CallOutcome buy_resource(ContractHost& host, std::uint64_t gas) {
    const ResourceConfig config;
    auto params = advance(load_resource_params(host, RESOURCE_PARAMS_SLOT),
                          host.context().block_height, config);
    if (gas > config.max_resource_limit - params.prev_bought_gas)
        return contract_panic("OutOfGas: cannot buy more gas than available limit");
    params.prev_bought_gas += gas;
    host.store(to_hash32(u256{RESOURCE_PARAMS_SLOT}), minimal_be(pack(params)));

    const auto cost = u256{gas} * params.prev_base_fee / u256{VIEW_BASE_FEE_WEI};
    if (!host.charge(cost.saturated64()))
        return std::unexpected(ContractFault{ContractFaultKind::out_of_gas, "out of gas"});
    return Bytes{};
}

}  // namespace dusk::settlement
