#include <algorithm>
#include <tuple>

#include <dusk/core/base/result.hpp>
#include <dusk/core/rollup/attributes.hpp>
#include <dusk/core/rollup/deposits.hpp>
#include <dusk/core/rollup/system_config_update.hpp>

namespace dusk::rollup {

namespace {

std::unexpected<PipelineError> fail(ErrorKind kind, PipelineReason reason) {
    return std::unexpected(PipelineError{.kind = kind, .reason = reason});
}

bool is_deposit(const Bytes& txn) {
    return !txn.empty() && txn[0] == static_cast<std::uint8_t>(TxnType::deposit);
}

/// What the L1 origin contributes to the block.
struct EpochPart {
    SystemConfig system_config;
    std::vector<Transaction> deposits;
    std::uint64_t sequence_number = 0;
};

std::expected<EpochPart, PipelineError> epoch_part(const RollupConfig& config,
                                                   const L2Parent& l2_parent,
                                                   const L1Epoch& epoch) {
    const auto& parent = l2_parent.ref;
    const auto& l1 = epoch.info.ref;
    EpochPart part{.system_config = l2_parent.system_config, .deposits = {}};
    if (parent.l1_origin.number == l1.number) {
        if (parent.l1_origin.hash != l1.hash)
            return fail(ErrorKind::reset, PipelineReason::l1_origin_mismatch);
        part.sequence_number = parent.sequence_number + 1;
        return part;
    }
    // The first block of the epoch: it has the deposits, and the configuration changes take effect.
    if (parent.l1_origin.hash != l1.parent_hash)
        return fail(ErrorKind::reset, PipelineReason::l1_origin_mismatch);
    // Deposits must not be lost: a portal that emits what cannot be read is no case to go on with.
    if (!epoch.deposits) return fail(ErrorKind::critical, PipelineReason::bad_deposit_log);
    part.deposits = *epoch.deposits;
    for (const auto& log : epoch.config_updates)
        std::ignore = apply_config_update(part.system_config, log, config, l1.time);
    return part;
}

}  // namespace

L1Epoch l1_epoch(const RollupConfig& config, const L1BlockInfo& info,
                 std::span<const Receipt> receipts) {
    L1Epoch epoch{.info = info, .deposits = {}, .config_updates = {}};
    auto deposits = derive_deposits(receipts, config.deposit_contract_address, info.ref.hash);
    if (deposits) epoch.deposits = *std::move(deposits);
    for (const auto& receipt : receipts)
        for (const auto& log : receipt.logs)
            if (receipt.success && is_config_update(log, config.l1_system_config_address))
                epoch.config_updates.push_back(log);
    return epoch;
}

std::expected<PayloadAttributes, PipelineError> build_attributes(const AttributesInput& input) {
    // The receipts of an epoch that the parent belongs to already say nothing new.
    const bool first = input.parent.ref.l1_origin.number != input.l1_origin.ref.number;
    const auto receipts = first ? input.l1_receipts : std::span<const Receipt>{};
    return build_attributes(input.config, input.payloads, input.parent,
                            l1_epoch(input.config, input.l1_origin, receipts));
}

std::expected<PayloadAttributes, PipelineError> build_attributes(const RollupConfig& config,
                                                                 const UpgradePayloads& payloads,
                                                                 const L2Parent& parent,
                                                                 const L1Epoch& l1_origin) {
    const auto& l1 = l1_origin.info;
    DUSK_TRY(epoch, epoch_part(config, parent, l1_origin));

    const auto time = parent.ref.time + config.block_time;
    if (time < l1.ref.time) return fail(ErrorKind::reset, PipelineReason::time_before_l1_origin);

    const auto info_txn =
        l1_attributes_deposit(config, epoch.system_config, epoch.sequence_number, l1, time);
    if (!info_txn) return fail(ErrorKind::critical, PipelineReason::bad_scalar);
    auto upgrades = upgrade_transactions(config, payloads, time);
    if (!upgrades) return fail(ErrorKind::critical, PipelineReason::upgrade_payload_missing);

    PayloadAttributes out;
    out.timestamp = time;
    out.prev_randao = l1.prev_randao;
    out.suggested_fee_recipient = SEQUENCER_FEE_VAULT;
    out.gas_limit = epoch.system_config.gas_limit + upgrade_gas(config, payloads, time);
    // The order is OP derivation.md#deriving-the-transaction-list.
    out.transactions.push_back(encode_transaction(*info_txn));
    for (const auto& deposit : epoch.deposits)
        out.transactions.push_back(encode_transaction(deposit));
    std::ranges::move(*upgrades, std::back_inserter(out.transactions));

    if (config.is_active(OpFork::canyon, time)) out.withdrawals.emplace();
    if (config.is_active(OpFork::ecotone, time))
        out.parent_beacon_block_root = l1.parent_beacon_block_root.value_or(Hash32{});
    if (config.is_active(OpFork::holocene, time))
        out.eip_1559_params = epoch.system_config.eip1559_params;
    if (config.is_active(OpFork::jovian, time)) out.min_base_fee = epoch.system_config.min_base_fee;
    return out;
}

PayloadAttributes deposits_only(const PayloadAttributes& attributes) {
    auto out = attributes;
    std::erase_if(out.transactions, [](const Bytes& txn) { return !is_deposit(txn); });
    return out;
}

bool has_only_deposits(const PayloadAttributes& attributes) {
    return std::ranges::all_of(attributes.transactions, is_deposit);
}

}  // namespace dusk::rollup
