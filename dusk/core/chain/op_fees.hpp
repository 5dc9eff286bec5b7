// What an OP chain charges beside gas: the L1 data fee (Bedrock, Ecotone and Fjord formulas), the
// operator fee (Isthmus, Jovian), and the DA footprint that Jovian meters per block. Spec: OP
// specs, protocol/exec-engine.md#fees, fjord, isthmus and jovian/exec-engine.md.
#pragma once

#include <dusk/core/chain/forks.hpp>
#include <dusk/core/state/state.hpp>
#include <dusk/core/state/state_view.hpp>

namespace dusk {

constexpr Address op_predeploy(std::uint16_t number) noexcept {
    Address out;
    out[0] = 0x42;
    out[18] = static_cast<std::uint8_t>(number >> 8);
    out[19] = static_cast<std::uint8_t>(number);
    return out;
}
inline constexpr Address OP_SEQUENCER_FEE_VAULT = op_predeploy(0x11);
inline constexpr Address OP_L1_BLOCK = op_predeploy(0x15);
inline constexpr Address OP_MESSAGE_PASSER = op_predeploy(0x16);
inline constexpr Address OP_BASE_FEE_VAULT = op_predeploy(0x19);
inline constexpr Address OP_L1_FEE_VAULT = op_predeploy(0x1a);
inline constexpr Address OP_OPERATOR_FEE_VAULT = op_predeploy(0x1b);

/// The fee parameters in the L1Block contract, as the block's attributes deposit left them.
struct L1FeeParams {
    u256 base_fee;
    u256 blob_base_fee;
    u256 overhead;                            ///< before Ecotone
    u256 scalar;                              ///< before Ecotone
    std::uint32_t base_fee_scalar = 0;        ///< from Ecotone on
    std::uint32_t blob_base_fee_scalar = 0;   ///< from Ecotone on
    std::uint32_t operator_fee_scalar = 0;    ///< from Isthmus on
    std::uint64_t operator_fee_constant = 0;  ///< from Isthmus on
    std::uint16_t da_footprint_scalar = 0;    ///< from Jovian on
    friend bool operator==(const L1FeeParams&, const L1FeeParams&) = default;
};

L1FeeParams read_l1_fee_params(OpFork fork, State& state);
L1FeeParams read_l1_fee_params(OpFork fork, const StateView& state);

/// Size of `data` after FastLZ compression at level 1, the estimator of Fjord.
std::uint64_t fastlz_size(BytesView data);

/// The share of a batch that a transaction takes, in millionths of a byte (Fjord).
std::uint64_t estimated_da_size_scaled(BytesView encoded_txn);
/// The same in whole bytes, at least 100.
std::uint64_t estimated_da_size(BytesView encoded_txn);

/// Whether the L1 data fee depends on nothing but the estimated size (Fjord and later).
bool is_priced_by_estimate(OpFork fork, const L1FeeParams& params) noexcept;
/// The fee in that case.
u256 l1_data_fee_by_estimate(const L1FeeParams& params, std::uint64_t estimated_size_scaled);

/// l1_data_fee() and da_footprint() with one estimate.
struct DataCharges {
    u256 l1_fee;
    std::uint64_t da_footprint = 0;
};
DataCharges data_charges(OpFork fork, const L1FeeParams& params, BytesView encoded_txn);
/// The same where it is_priced_by_estimate().
DataCharges data_charges(OpFork fork, const L1FeeParams& params,
                         std::uint64_t estimated_size_scaled);

/// Wei for the L1 data of a transaction that is no deposit.
u256 l1_data_fee(OpFork fork, const L1FeeParams& params, BytesView encoded_txn);
/// The gas that receipts of old forks report as l1GasUsed (deprecated since Fjord).
u256 l1_data_gas(OpFork fork, const L1FeeParams& params, BytesView encoded_txn);
/// Wei for `gas`; zero before Isthmus.
u256 operator_fee(OpFork fork, const L1FeeParams& params, std::uint64_t gas);
/// Zero before Jovian.
std::uint64_t da_footprint(OpFork fork, const L1FeeParams& params, BytesView encoded_txn);

}  // namespace dusk
