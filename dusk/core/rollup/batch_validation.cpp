#include <algorithm>

#include <dusk/core/rollup/batch_validation.hpp>
#include <dusk/core/rollup/upgrade_transactions.hpp>

namespace dusk::rollup {

namespace {

constexpr BatchCheck ACCEPT{.validity = BatchValidity::accept};

constexpr BatchCheck drop(BatchRule rule) {
    return {.validity = BatchValidity::drop, .rule = rule};
}
constexpr BatchCheck undecided(BatchRule rule) {
    return {.validity = BatchValidity::undecided, .rule = rule};
}
constexpr bool accepts(const BatchCheck& check) { return check.validity == BatchValidity::accept; }

bool holocene(const BatchContext& context) {
    return context.config.is_active(OpFork::holocene, context.inclusion_block.time);
}

std::uint64_t next_timestamp(const BatchContext& context) {
    return context.safe_head.time + context.config.block_time;
}

/// The rules on a block's own transactions, the same for singular and span batches.
BatchCheck check_transactions(const RollupConfig& config, std::uint64_t timestamp,
                              const std::vector<Bytes>& transactions) {
    // OP jovian/derivation.md#activation-block-rules. Ecotone, Fjord and Isthmus leave it to the
    // sequencer: batches with transactions were valid in their activation blocks.
    const bool reserved = config.is_activation_block(OpFork::jovian, timestamp) ||
                          config.is_activation_block(OpFork::karst, timestamp);
    if (reserved && !transactions.empty()) return drop(BatchRule::activation_block_not_empty);
    for (const auto& txn : transactions) {
        if (txn.empty()) return drop(BatchRule::empty_transaction);
        if (txn[0] == static_cast<std::uint8_t>(TxnType::deposit))
            return drop(BatchRule::deposit_transaction);
        // OP isthmus/derivation.md#activation.
        if (txn[0] == static_cast<std::uint8_t>(TxnType::set_code) &&
            !config.is_active(OpFork::isthmus, timestamp))
            return drop(BatchRule::set_code_before_isthmus);
    }
    return ACCEPT;
}

struct DriftInput {
    std::uint64_t timestamp = 0;
    bool empty = false;
    /// Whether the block is the first of its epoch.
    bool advances_origin = false;
    const L1BlockRef& origin;
    /// The L1 block after the origin, if known.
    const L1BlockRef* next_origin = nullptr;
};

/// OP derivation.md#batch-queue: the L2 time is not before the origin's, and at most the sequencer
/// drift after it, save for empty blocks that keep L2 time going while L1 is late.
BatchCheck check_times(const RollupConfig& config, const DriftInput& input) {
    if (input.timestamp < input.origin.time) return drop(BatchRule::time_before_l1_origin);
    const auto drift = input.timestamp - input.origin.time;
    if (drift <= config.max_sequencer_drift_at(input.origin.time)) return ACCEPT;
    if (!input.empty) return drop(BatchRule::sequencer_drift);
    if (input.advances_origin) return ACCEPT;
    if (input.next_origin == nullptr) return undecided(BatchRule::next_epoch_unknown);
    if (input.timestamp >= input.next_origin->time)
        return drop(BatchRule::next_origin_was_adoptable);
    return ACCEPT;
}

bool included_too_late(const BatchContext& context, std::uint64_t epoch) {
    const auto number = context.inclusion_block.number;
    return number > epoch && number - epoch > context.config.seq_window_size;
}

/// The block of this number if it is the one that was provided last.
const SafeBlock* provided_block(const SpanCheckProgress& progress, std::uint64_t number) {
    const bool found = progress.provided && progress.provided->ref.number == number;
    return found ? &*progress.provided : nullptr;
}

BatchCheck need_block(std::uint64_t number) {
    return {.validity = BatchValidity::need_l2_block, .l2_block = number};
}

bool overlaps(const BatchContext& context, const SpanBatch& batch) {
    return batch.start_timestamp() < next_timestamp(context);
}

/// How many blocks of the batch are at or below the safe head. Only of an overlapping, aligned
/// batch.
std::uint64_t overlap_count(const BatchContext& context, const SpanBatch& batch) {
    return (context.safe_head.time - batch.start_timestamp()) / context.config.block_time + 1;
}

/// Finds the block before the batch in the safe chain, and checks it.
BatchCheck check_span_parent(const BatchContext& context, const SpanBatch& batch,
                             SpanCheckProgress& progress) {
    const auto& head = context.safe_head;
    if (overlaps(context, batch)) {
        if (batch.start_timestamp() > head.time ||
            (head.time - batch.start_timestamp()) % context.config.block_time != 0)
            return drop(BatchRule::misaligned_timestamp);
        const auto count = overlap_count(context, batch);
        // The genesis block has no parent, and no batch.
        if (head.number < context.config.genesis.l2.number + count)
            return drop(BatchRule::no_parent_block);
        const auto* block = provided_block(progress, head.number - count);
        if (block == nullptr) return need_block(head.number - count);
        progress.parent = block->ref;
    } else {
        progress.parent = head;
    }
    if (!batch.check_parent(progress.parent->hash)) return drop(BatchRule::parent_hash);
    return ACCEPT;
}

/// OP delta/span-batches.md#batch-queue, the rules before those on single blocks.
BatchCheck check_span_prefix(const BatchContext& context, const SpanBatch& batch,
                             SpanCheckProgress& progress) {
    if (progress.parent) return ACCEPT;
    if (context.l1_blocks.empty()) return undecided(BatchRule::no_l1_origin);
    const auto& config = context.config;
    const auto* origin = &context.l1_blocks[0];
    if (batch.start_epoch() == origin->number + 1) {
        if (context.l1_blocks.size() < 2) return undecided(BatchRule::next_epoch_unknown);
        origin = &context.l1_blocks[1];
    }
    if (!config.is_active(OpFork::delta, origin->time)) return drop(BatchRule::span_before_delta);

    const auto next = next_timestamp(context);
    if (batch.start_timestamp() > next)
        return {.validity = holocene(context) ? BatchValidity::drop : BatchValidity::future,
                .rule = BatchRule::timestamp_in_future};
    if (batch.end_timestamp() < next)
        return {.validity = holocene(context) ? BatchValidity::past : BatchValidity::drop,
                .rule = BatchRule::timestamp_in_past};

    if (const auto check = check_span_parent(context, batch, progress); !accepts(check))
        return check;
    if (included_too_late(context, batch.start_epoch())) return drop(BatchRule::included_too_late);
    const auto parent_epoch = progress.parent->l1_origin.number;
    if (batch.start_epoch() > parent_epoch + 1) return drop(BatchRule::epoch_too_new);
    const auto end = std::ranges::find(context.l1_blocks, batch.end_epoch(), &L1BlockRef::number);
    if (end == context.l1_blocks.end()) return undecided(BatchRule::next_epoch_unknown);
    if (!batch.check_l1_origin(end->hash)) return drop(BatchRule::epoch_hash);
    if (batch.start_epoch() < parent_epoch) return drop(BatchRule::epoch_too_old);
    return ACCEPT;
}

/// The rules on each new block of a span batch (before Holocene).
BatchCheck check_span_blocks(const BatchContext& context, const SpanBatch& batch,
                             SpanCheckProgress& progress) {
    if (progress.blocks_accepted) return ACCEPT;
    std::size_t origin_index = 0;
    for (std::size_t i = 0; i < batch.blocks.size(); ++i) {
        const auto& block = batch.blocks[i];
        if (block.timestamp <= context.safe_head.time) continue;
        const auto rest = context.l1_blocks.subspan(origin_index);
        const auto origin = std::ranges::find(rest, block.epoch_number, &L1BlockRef::number);
        // An origin before that of the safe head: origins must not go back.
        if (origin == rest.end()) return drop(BatchRule::epoch_too_old);
        origin_index += static_cast<std::size_t>(origin - rest.begin());
        const auto previous_epoch =
            i > 0 ? batch.blocks[i - 1].epoch_number : progress.parent->l1_origin.number;
        const bool has_next = origin_index + 1 < context.l1_blocks.size();
        const auto times =
            check_times(context.config,
                        {.timestamp = block.timestamp,
                         .empty = block.transactions.empty(),
                         .advances_origin = block.epoch_number > previous_epoch,
                         .origin = *origin,
                         .next_origin = has_next ? &context.l1_blocks[origin_index + 1] : nullptr});
        if (!accepts(times)) return times;
        const auto check = check_transactions(context.config, block.timestamp, block.transactions);
        if (!accepts(check)) return check;
    }
    progress.blocks_accepted = true;
    return ACCEPT;
}

bool same_sequenced_transactions(const std::vector<Bytes>& with_deposits,
                                 const std::vector<Bytes>& sequenced) {
    const auto is_deposit = [](const Bytes& txn) {
        return !txn.empty() && txn[0] == static_cast<std::uint8_t>(TxnType::deposit);
    };
    const auto deposit_count =
        static_cast<std::size_t>(std::ranges::count_if(with_deposits, is_deposit));
    return with_deposits.size() - deposit_count == sequenced.size() &&
           std::ranges::equal(std::span{with_deposits}.subspan(deposit_count), sequenced);
}

/// Blocks that the safe chain has already must be the same there.
BatchCheck check_span_overlap(const BatchContext& context, const SpanBatch& batch,
                              SpanCheckProgress& progress) {
    if (!overlaps(context, batch)) return ACCEPT;
    const auto count = overlap_count(context, batch);
    for (auto& i = progress.overlap_accepted; i < count; ++i) {
        const auto number = progress.parent->number + 1 + i;
        const auto* safe = provided_block(progress, number);
        if (safe == nullptr) return need_block(number);
        const auto& block = batch.blocks[static_cast<std::size_t>(i)];
        if (!same_sequenced_transactions(safe->transactions, block.transactions))
            return drop(BatchRule::overlap_transactions);
        if (safe->ref.l1_origin.number != block.epoch_number)
            return drop(BatchRule::overlap_l1_origin);
    }
    return ACCEPT;
}

}  // namespace

BatchCheck check_singular_batch(const BatchContext& context, const SingularBatch& batch) {
    if (context.l1_blocks.empty()) return undecided(BatchRule::no_l1_origin);
    const auto& config = context.config;
    const auto& epoch = context.l1_blocks[0];
    const auto* next_origin = context.l1_blocks.size() > 1 ? &context.l1_blocks[1] : nullptr;

    const auto next = next_timestamp(context);
    if (batch.timestamp > next)
        return {.validity = holocene(context) ? BatchValidity::drop : BatchValidity::future,
                .rule = BatchRule::timestamp_in_future};
    if (batch.timestamp < next)
        return {.validity = holocene(context) ? BatchValidity::past : BatchValidity::drop,
                .rule = BatchRule::timestamp_in_past};
    if (batch.parent_hash != context.safe_head.hash) return drop(BatchRule::parent_hash);
    if (included_too_late(context, batch.epoch_number)) return drop(BatchRule::included_too_late);

    if (batch.epoch_number < epoch.number) return drop(BatchRule::epoch_too_old);
    const auto epochs_ahead = batch.epoch_number - epoch.number;
    if (epochs_ahead > 1) return drop(BatchRule::epoch_too_new);
    if (epochs_ahead == 1 && next_origin == nullptr)
        return undecided(BatchRule::next_epoch_unknown);
    const auto& origin = epochs_ahead == 1 ? *next_origin : epoch;
    if (batch.epoch_hash != origin.hash) return drop(BatchRule::epoch_hash);

    const auto times = check_times(config, {.timestamp = batch.timestamp,
                                            .empty = batch.transactions.empty(),
                                            .advances_origin = epochs_ahead == 1,
                                            .origin = origin,
                                            .next_origin = next_origin});
    if (!accepts(times)) return times;
    return check_transactions(config, batch.timestamp, batch.transactions);
}

BatchCheck check_span_batch(const BatchContext& context, const SpanBatch& batch,
                            SpanCheckProgress& progress) {
    auto check = check_span_prefix(context, batch, progress);
    if (accepts(check)) check = check_span_blocks(context, batch, progress);
    if (accepts(check)) check = check_span_overlap(context, batch, progress);
    return check;
}

BatchCheck check_span_batch_holocene(const BatchContext& context, const SpanBatch& batch,
                                     SpanCheckProgress& progress) {
    auto check = check_span_prefix(context, batch, progress);
    if (accepts(check)) check = check_span_overlap(context, batch, progress);
    return check;
}

BatchCheck check_batch(const BatchContext& context, const Batch& batch,
                       SpanCheckProgress& progress) {
    if (const auto* singular = std::get_if<SingularBatch>(&batch))
        return check_singular_batch(context, *singular);
    return check_span_batch(context, *std::get_if<SpanBatch>(&batch), progress);
}

std::optional<std::vector<SingularBatch>> to_singular_batches(std::span<const L1BlockRef> l1_blocks,
                                                              const L2BlockRef& safe_head,
                                                              SpanBatch batch) {
    std::vector<SingularBatch> out;
    for (auto& block : batch.blocks) {
        if (block.timestamp <= safe_head.time) continue;
        // Epochs never go back inside a span batch.
        l1_blocks = {std::ranges::find(l1_blocks, block.epoch_number, &L1BlockRef::number),
                     l1_blocks.end()};
        if (l1_blocks.empty()) return std::nullopt;
        out.push_back({.parent_hash = {},
                       .epoch_number = block.epoch_number,
                       .epoch_hash = l1_blocks[0].hash,
                       .timestamp = block.timestamp,
                       .transactions = std::move(block.transactions)});
    }
    return out;
}

}  // namespace dusk::rollup
