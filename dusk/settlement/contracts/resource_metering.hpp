// OP's ResourceMetering: L2 gas that deposits buy on L1, with an EIP-1559 style price (OP specs,
// guaranteed-gas-market.md). The price is charged as DuskDS gas.
#pragma once

#include <dusk/core/base/u256.hpp>
#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement {

struct ResourceConfig {
    std::uint64_t max_resource_limit = 20'000'000;
    std::uint64_t elasticity_multiplier = 10;
    std::uint64_t base_fee_max_change_denominator = 8;
    std::uint64_t minimum_base_fee = 1'000'000'000;
    std::uint64_t system_tx_max_gas = 1'000'000;
    /// 2^128 - 1.
    u256 maximum_base_fee = (u256{1} << 128) - u256{1};
};

struct ResourceParams {
    /// Fits 128 bits.
    u256 prev_base_fee;
    std::uint64_t prev_bought_gas = 0;
    std::uint64_t prev_block = 0;
    friend bool operator==(const ResourceParams&, const ResourceParams&) = default;
};

/// The parameters as they stand at the start of `block`.
ResourceParams advance(ResourceParams params, std::uint64_t block, const ResourceConfig& config);

/// Buys `gas`; faults when the block has not so much left or the caller cannot pay.
CallOutcome buy_resource(ContractHost& host, std::uint64_t gas);
ResourceParams load_resource_params(const ContractHost& host, std::uint64_t slot_number);

/// Storage slot of the parameters: `block u64 || bought gas u64 || base fee u128`, as in
/// OptimismPortal.
inline constexpr std::uint64_t RESOURCE_PARAMS_SLOT = 1;

}  // namespace dusk::settlement
