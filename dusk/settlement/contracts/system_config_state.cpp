#include <dusk/core/codec/abi.hpp>
#include <dusk/settlement/contracts/bridge_genesis.hpp>
#include <dusk/settlement/contracts/evm_events.hpp>
#include <dusk/settlement/contracts/system_config_state.hpp>

namespace dusk::settlement::system_config {

Hash32 named_slot(std::string_view name) noexcept {
    const auto digest = keccak256(as_bytes(name));
    if (name == UNSAFE_BLOCK_SIGNER_NAME) return digest;
    return to_hash32(to_u256(digest) - u256{1});
}

// OP specs, system-config.md#system-config-updates: version 0, data as abi.encode of the new value.
CallOutcome State::updated(UpdateType type, Bytes data) {
    host_.emit(events::CONFIG_UPDATE,
               events::encode(events::ConfigUpdate{.update_type = static_cast<std::uint8_t>(type),
                                                   .data = std::move(data)}));
    return Bytes{};
}

CallOutcome State::set_batcher_hash(const Hash32& hash) {
    storage_.set(BATCHER_HASH_SLOT, to_u256(hash));
    return updated(UpdateType::batcher, to_bytes(hash));
}

CallOutcome State::set_unsafe_block_signer(const Address& signer) {
    storage_.set(named_slot("systemconfig.unsafeblocksigner"), to_u256(signer));
    return updated(UpdateType::unsafe_block_signer, to_bytes(to_hash32(to_u256(signer))));
}

CallOutcome State::set_gas_config(const u256& overhead, const u256& scalar) {
    if ((scalar >> 248) != u256{}) return contract_panic("SystemConfig: scalar exceeds max.");
    storage_.set(OVERHEAD_SLOT, overhead);
    storage_.set(SCALAR_SLOT, scalar);
    return updated(UpdateType::fee_scalars, abi::Writer{}.word(overhead).word(scalar).finish());
}

CallOutcome State::set_gas_config_ecotone(std::uint32_t base_fee, std::uint32_t blob_base_fee) {
    storage_.set_packed(GAS_SLOT, 64, 32, base_fee);
    storage_.set_packed(GAS_SLOT, 96, 32, blob_base_fee);
    const auto scalar = ecotone_scalar(base_fee, blob_base_fee);
    storage_.set(SCALAR_SLOT, scalar);
    return updated(UpdateType::fee_scalars,
                   abi::Writer{}.word(word(OVERHEAD_SLOT)).word(scalar).finish());
}

CallOutcome State::set_gas_limit(std::uint64_t gas_limit) {
    if (gas_limit < MINIMUM_GAS_LIMIT) return contract_panic("SystemConfig: gas limit too low");
    if (gas_limit > MAXIMUM_GAS_LIMIT) return contract_panic("SystemConfig: gas limit too high");
    storage_.set_packed(GAS_SLOT, 0, 64, gas_limit);
    return updated(UpdateType::gas_limit, to_bytes(to_hash32(u256{gas_limit})));
}

CallOutcome State::set_eip1559_params(std::uint32_t denominator, std::uint32_t elasticity) {
    if (denominator == 0) return contract_panic("SystemConfig: denominator must be >= 1");
    if (elasticity == 0) return contract_panic("SystemConfig: elasticity must be >= 1");
    storage_.set_packed(FEE_SLOT, 0, 32, denominator);
    storage_.set_packed(FEE_SLOT, 32, 32, elasticity);
    const auto packed = (u256{denominator} << 32) | u256{elasticity};
    return updated(UpdateType::eip1559_params, to_bytes(to_hash32(packed)));
}

CallOutcome State::set_operator_fee(std::uint32_t scalar, std::uint64_t constant) {
    storage_.set_packed(FEE_SLOT, 64, 32, scalar);
    storage_.set_packed(FEE_SLOT, 96, 64, constant);
    const auto packed = (u256{scalar} << 64) | u256{constant};
    return updated(UpdateType::operator_fee_params, to_bytes(to_hash32(packed)));
}

CallOutcome State::set_min_base_fee(std::uint64_t fee) {
    storage_.set_packed(MIN_BASE_FEE_SLOT, 160, 64, fee);
    return updated(UpdateType::min_base_fee, to_bytes(to_hash32(u256{fee})));
}

CallOutcome State::set_da_footprint(std::uint16_t scalar) {
    storage_.set_packed(DA_FOOTPRINT_SLOT, 0, 16, scalar);
    return updated(UpdateType::da_footprint_gas_scalar, to_bytes(to_hash32(u256{scalar})));
}

}  // namespace dusk::settlement::system_config
