#include <algorithm>

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

std::expected<EpochPart, PipelineError> epoch_part(const AttributesInput& input) {
    const auto& parent = input.parent.ref;
    const auto& l1 = input.l1_origin.ref;
    EpochPart part{.system_config = input.parent.system_config, .deposits = {}};
    if (parent.l1_origin.number == l1.number) {
        if (parent.l1_origin.hash != l1.hash)
            return fail(ErrorKind::reset, PipelineReason::l1_origin_mismatch);
        part.sequence_number = parent.sequence_number + 1;
        return part;
    }
    // The first block of the epoch: it has the deposits, and the configuration changes take effect.
    if (parent.l1_origin.hash != l1.parent_hash)
        return fail(ErrorKind::reset, PipelineReason::l1_origin_mismatch);
    auto deposits =
        derive_deposits(input.l1_receipts, input.config.deposit_contract_address, l1.hash);
    // Deposits must not be lost: a portal that emits what cannot be read is no case to go on with.
    if (!deposits) return fail(ErrorKind::critical, PipelineReason::bad_deposit_log);
    part.deposits = *std::move(deposits);
    apply_config_updates(part.system_config, input.l1_receipts, input.config, l1.time);
    return part;
}

}  // namespace

std::expected<PayloadAttributes, PipelineError> build_attributes(const AttributesInput& input) {
    const auto& config = input.config;
    const auto& l1 = input.l1_origin;
    DUSK_TRY(epoch, epoch_part(input));

    const auto time = input.parent.ref.time + config.block_time;
    if (time < l1.ref.time) return fail(ErrorKind::reset, PipelineReason::time_before_l1_origin);

    const auto info_txn =
        l1_attributes_deposit(config, epoch.system_config, epoch.sequence_number, l1, time);
    if (!info_txn) return fail(ErrorKind::critical, PipelineReason::bad_scalar);
    auto upgrades = upgrade_transactions(config, input.payloads, time);
    if (!upgrades) return fail(ErrorKind::critical, PipelineReason::upgrade_payload_missing);

    PayloadAttributes out;
    out.timestamp = time;
    out.prev_randao = l1.prev_randao;
    out.suggested_fee_recipient = SEQUENCER_FEE_VAULT;
    out.gas_limit = epoch.system_config.gas_limit + upgrade_gas(config, input.payloads, time);
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
