// The values of system_config in storage, typed, and its update events.
#pragma once

#include <dusk/settlement/contracts/evm_storage.hpp>
#include <dusk/settlement/contracts/system_config.hpp>

namespace dusk::settlement::system_config {

class State {
public:
    explicit State(ContractHost& host) noexcept : host_(host), storage_(host) {}

    Address owner() const { return to_address(storage_.get(OWNER_SLOT)); }
    void set_owner(const Address& owner) { storage_.set(OWNER_SLOT, to_u256(owner)); }
    /// keccak256 of the Dusk owner's key; zero: there is none.
    u256 dusk_owner_hash() const { return storage_.get(named_slot("systemconfig.duskowner")); }

    u256 word(std::uint64_t slot) const { return storage_.get(slot); }
    u256 named(std::string_view name) const { return storage_.get(named_slot(name)); }
    std::uint64_t gas_limit() const { return storage_.get_packed(GAS_SLOT, 0, 64); }
    std::uint64_t base_fee_scalar() const { return storage_.get_packed(GAS_SLOT, 64, 32); }
    std::uint64_t blob_base_fee_scalar() const { return storage_.get_packed(GAS_SLOT, 96, 32); }
    std::uint64_t eip1559_denominator() const { return storage_.get_packed(FEE_SLOT, 0, 32); }
    std::uint64_t eip1559_elasticity() const { return storage_.get_packed(FEE_SLOT, 32, 32); }
    std::uint64_t operator_fee_scalar() const { return storage_.get_packed(FEE_SLOT, 64, 32); }
    std::uint64_t operator_fee_constant() const { return storage_.get_packed(FEE_SLOT, 96, 64); }
    std::uint64_t min_base_fee() const { return storage_.get_packed(MIN_BASE_FEE_SLOT, 160, 64); }
    std::uint64_t da_footprint() const { return storage_.get_packed(DA_FOOTPRINT_SLOT, 0, 16); }

    // Setters store and emit; a fault says why the value is refused.
    CallOutcome set_batcher_hash(const Hash32& hash);
    CallOutcome set_unsafe_block_signer(const Address& signer);
    CallOutcome set_gas_config(const u256& overhead, const u256& scalar);
    CallOutcome set_gas_config_ecotone(std::uint32_t base_fee, std::uint32_t blob_base_fee);
    CallOutcome set_gas_limit(std::uint64_t gas_limit);
    CallOutcome set_eip1559_params(std::uint32_t denominator, std::uint32_t elasticity);
    CallOutcome set_operator_fee(std::uint32_t scalar, std::uint64_t constant);
    CallOutcome set_min_base_fee(std::uint64_t fee);
    CallOutcome set_da_footprint(std::uint16_t scalar);

private:
    CallOutcome updated(UpdateType type, Bytes data);
    ContractHost& host_;
    EvmStorage storage_;
};

}  // namespace dusk::settlement::system_config
