// system_config: the chain parameters that L1 governs (OP specs, system-config.md). Storage is
// SystemConfig's: owner at slot 51, parameters from slot 101, addresses at their hashed slots, so
// that a node reads the unsafe block signer by storage proof.
//
// Each parameter has a Solidity getter (Ethereum side) and a Dusk read of the same value in rkyv;
// each setter exists as `setGasLimit(uint64)` for the owner's Ethereum-signed call and as
// `setGasLimit` and `set_gas_limit` for the Dusk owner's Moonlight call. Setters emit
// `config_update`. Spec: DuskEVM L1 contracts, section 4.6; layouts of section 5.
#pragma once

#include <dusk/core/base/u256.hpp>
#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement {

class SystemConfig final : public Contract {
public:
    CallOutcome call(ContractHost& host, std::string_view method, BytesView args) const override;
};

namespace system_config {

enum class UpdateType : std::uint8_t {
    batcher = 0,
    fee_scalars = 1,
    gas_limit = 2,
    unsafe_block_signer = 3,
    eip1559_params = 4,
    operator_fee_params = 5,
    min_base_fee = 6,
    da_footprint_gas_scalar = 7,
};

inline constexpr std::uint64_t MINIMUM_GAS_LIMIT = 21'000'000;
inline constexpr std::uint64_t MAXIMUM_GAS_LIMIT = 500'000'000;

inline constexpr std::uint64_t OWNER_SLOT = 51;
inline constexpr std::uint64_t OVERHEAD_SLOT = 101;
inline constexpr std::uint64_t SCALAR_SLOT = 102;
inline constexpr std::uint64_t BATCHER_HASH_SLOT = 103;
/// gasLimit u64 @0, basefeeScalar u32 @64, blobbasefeeScalar u32 @96.
inline constexpr std::uint64_t GAS_SLOT = 104;
/// eip1559Denominator u32 @0, elasticity u32 @32, operatorFeeScalar u32 @64, constant u64 @96.
inline constexpr std::uint64_t FEE_SLOT = 106;
inline constexpr std::uint64_t L2_CHAIN_ID_SLOT = 107;
/// minBaseFee u64 @160 (above the superchain config's address, which is zero here).
inline constexpr std::uint64_t MIN_BASE_FEE_SLOT = 108;
inline constexpr std::uint64_t DA_FOOTPRINT_SLOT = 110;

inline constexpr std::string_view UNSAFE_BLOCK_SIGNER_NAME = "systemconfig.unsafeblocksigner";

/// keccak256(name) - 1, e.g. "systemconfig.batchinbox"; for the unsafe block signer, whose slot is
/// older than that rule, keccak256(name).
Hash32 named_slot(std::string_view name) noexcept;

}  // namespace system_config
}  // namespace dusk::settlement
