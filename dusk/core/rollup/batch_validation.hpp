// Whether a batch may be applied on the safe head (OP specs, derivation.md#batch-queue,
// delta/span-batches.md#batch-queue, holocene/derivation.md#span-batches and #batch-queue, and the
// activation block rules of isthmus and jovian derivation.md). Each rule has a name, which the
// result carries for logs.
#pragma once

#include <optional>
#include <span>

#include <dusk/core/rollup/batch.hpp>

namespace dusk::rollup {

enum class BatchValidity : std::uint8_t {
    drop,  ///< invalid for ever, short of a reorg
    accept,
    undecided,      ///< needs more L1 blocks
    future,         ///< may become valid (before Holocene)
    past,           ///< nothing new in it (Holocene)
    need_l2_block,  ///< a block of the safe chain is needed to decide: see BatchCheck::l2_block
};

/// The rule that decided.
enum class BatchRule : std::uint8_t {
    none,
    no_l1_origin,
    timestamp_in_future,
    timestamp_in_past,
    parent_hash,
    included_too_late,
    epoch_too_old,
    epoch_too_new,
    next_epoch_unknown,
    epoch_hash,
    time_before_l1_origin,
    sequencer_drift,
    next_origin_was_adoptable,
    activation_block_not_empty,
    empty_transaction,
    deposit_transaction,
    set_code_before_isthmus,
    unknown_transaction_type,
    span_before_delta,
    misaligned_timestamp,
    no_parent_block,
    overlap_transactions,
    overlap_l1_origin,
};

/// A block of the safe chain, for comparison with a span batch that overlaps it.
struct SafeBlock {
    L2BlockRef ref;
    /// EIP-2718 encoded, deposits included.
    std::vector<Bytes> transactions;
};

struct BatchCheck {
    BatchValidity validity = BatchValidity::drop;
    BatchRule rule = BatchRule::none;
    /// With need_l2_block: the number of the block of the safe chain.
    std::uint64_t l2_block = 0;
};

struct BatchContext {
    const RollupConfig& config;
    /// Consecutive; the first is the L1 origin of the safe head, or the one after.
    std::span<const L1BlockRef> l1_blocks;
    const L2BlockRef& safe_head;
    const L1BlockRef& inclusion_block;
};

/// How far the check of one span batch has come. The check stops at every block of the safe chain
/// that it needs and goes on where it was, so that it takes linear time however long the overlap
/// is. Start with a fresh one for every batch and whenever the context has changed.
struct SpanCheckProgress {
    /// The block that was asked for last.
    std::optional<SafeBlock> provided;
    /// The block before the batch, once it is known.
    std::optional<L2BlockRef> parent;
    bool blocks_accepted = false;
    std::uint64_t overlap_accepted = 0;
};

BatchCheck check_singular_batch(const BatchContext& context, const SingularBatch& batch);
/// All rules for span batches before Holocene.
BatchCheck check_span_batch(const BatchContext& context, const SpanBatch& batch,
                            SpanCheckProgress& progress);
/// The rules for span batches with Holocene; each block is then checked as a singular batch.
BatchCheck check_span_batch_holocene(const BatchContext& context, const SpanBatch& batch,
                                     SpanCheckProgress& progress);
BatchCheck check_batch(const BatchContext& context, const Batch& batch,
                       SpanCheckProgress& progress);

/// The blocks of a span batch after the safe head as singular batches, parent hashes left zero.
/// None if an L1 origin is not among `l1_blocks`.
std::optional<std::vector<SingularBatch>> to_singular_batches(std::span<const L1BlockRef> l1_blocks,
                                                              const L2BlockRef& safe_head,
                                                              SpanBatch batch);

}  // namespace dusk::rollup
