// Payload attributes: what the engine is asked to build, for sequencing and derivation alike
// (OP specs, derivation.md#building-individual-payload-attributes, exec-engine.md
// #extended-payloadattributesv1).
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <vector>

#include <dusk/core/chain/header.hpp>
#include <dusk/core/chain/receipt.hpp>
#include <dusk/core/rollup/l1_attributes.hpp>
#include <dusk/core/rollup/pipeline_error.hpp>
#include <dusk/core/rollup/upgrade_transactions.hpp>

namespace dusk::rollup {

struct PayloadAttributes {
    std::uint64_t timestamp = 0;
    Hash32 prev_randao;
    Address suggested_fee_recipient;
    std::optional<Hash32> parent_beacon_block_root;      ///< from Ecotone
    std::optional<std::vector<Withdrawal>> withdrawals;  ///< from Canyon; always empty
    /// EIP-2718 encoded, in order.
    std::vector<Bytes> transactions;
    bool no_tx_pool = true;
    std::uint64_t gas_limit = 0;
    std::optional<Eip1559Params> eip_1559_params;  ///< from Holocene
    std::optional<std::uint64_t> min_base_fee;     ///< from Jovian
    friend bool operator==(const PayloadAttributes&, const PayloadAttributes&) = default;
};

/// An L2 block to build on, and the system configuration that it stands for.
struct L2Parent {
    L2BlockRef ref;
    SystemConfig system_config;
    friend bool operator==(const L2Parent&, const L2Parent&) = default;
};

struct AttributesInput {
    const RollupConfig& config;
    const UpgradePayloads& payloads;
    const L2Parent& parent;
    /// The L1 origin of the block to build.
    const L1BlockInfo& l1_origin;
    /// The receipts of the L1 origin. Only looked at where the block is the first of its epoch.
    std::span<const Receipt> l1_receipts;
};

/// What an L1 block contributes to the L2 blocks of its epoch: all that has to be kept of it.
struct L1Epoch {
    L1BlockInfo info;
    /// None: a log of the portal that is no deposit, which derivation cannot pass.
    std::optional<std::vector<Transaction>> deposits;
    /// The logs of the SystemConfig contract.
    std::vector<Log> config_updates;
};
L1Epoch l1_epoch(const RollupConfig& config, const L1BlockInfo& info,
                 std::span<const Receipt> receipts);

/// Attributes with all deposits and no sequenced transaction, no_tx_pool set: a verifier appends
/// the batch's transactions; a sequencer clears no_tx_pool unless is_upgrade_block or the drift
/// forbids it.
std::expected<PayloadAttributes, PipelineError> build_attributes(const AttributesInput& input);
std::expected<PayloadAttributes, PipelineError> build_attributes(const RollupConfig& config,
                                                                 const UpgradePayloads& payloads,
                                                                 const L2Parent& parent,
                                                                 const L1Epoch& l1_origin);

/// Holocene: the same block without sequenced transactions, for attributes that the engine refused
/// (OP holocene/derivation.md#engine-queue).
PayloadAttributes deposits_only(const PayloadAttributes& attributes);
bool has_only_deposits(const PayloadAttributes& attributes);

}  // namespace dusk::rollup
