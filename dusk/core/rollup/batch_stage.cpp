#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/core/rollup/batch_stage.hpp>

namespace dusk::rollup {

namespace {
std::unexpected<Stop> stop_for_l2_block(std::uint64_t number) {
    return std::unexpected(Stop{.reason = StopReason::l2_block, .error = {}, .l2_block = number});
}
}  // namespace

void BatchStage::reset(const L1BlockRef& start) {
    origin_ = start;
    l1_blocks_.assign(1, start);
    activate_holocene();
}

void BatchStage::activate_holocene() {
    span_.clear();
    queue_.clear();
    incoming_.reset();
    resumes_queue_ = false;
    progress_ = {};
}

void BatchStage::flush() {
    span_.clear();
    incoming_.reset();
    progress_ = {};
    previous_.flush();
}

bool BatchStage::origin_behind(const L2BlockRef& parent) const {
    return previous_.origin().number < parent.l1_origin.number;
}

void BatchStage::update_origins(const L2BlockRef& parent) {
    if (origin_ != previous_.origin()) {
        origin_ = previous_.origin();
        if (origin_behind(parent))
            l1_blocks_.clear();
        else
            l1_blocks_.push_back(origin_);
    }
    // The parent may have moved on to a later epoch.
    const auto epoch = std::ranges::find(l1_blocks_, parent.l1_origin.number, &L1BlockRef::number);
    if (epoch != l1_blocks_.end()) l1_blocks_.erase(l1_blocks_.begin(), epoch);
}

SingularBatch BatchStage::pop_span(const L2BlockRef& parent) {
    auto batch = std::move(span_.front());
    span_.pop_front();
    batch.parent_hash = parent.hash;
    return batch;
}

std::optional<SingularBatch> BatchStage::next_from_span(const L2BlockRef& parent) {
    if (span_.empty()) return std::nullopt;
    if (span_.front().timestamp == parent.time + config_.block_time) return pop_span(parent);
    // The parent is not the block that the span batch led to.
    span_.clear();
    return std::nullopt;
}

// OP derivation.md#batch-queue, "If no batch can be accept-ed".
Pulled<SingularBatch> BatchStage::empty_batch(const L2BlockRef& parent, bool out_of_data) {
    const auto epoch = l1_blocks_[0];
    const auto expiry = epoch.number + config_.seq_window_size;
    const bool expired = expiry < origin_.number || (expiry == origin_.number && out_of_data);
    if (!expired || l1_blocks_.size() < 2)
        return stop(out_of_data ? StopReason::dry : StopReason::more);
    const auto timestamp = parent.time + config_.block_time;
    const bool first_of_epoch = epoch.number == parent.l1_origin.number + 1;
    if (timestamp < l1_blocks_[1].time || first_of_epoch) {
        ++counters_.empty_batches;
        return SingularBatch{.parent_hash = parent.hash,
                             .epoch_number = epoch.number,
                             .epoch_hash = epoch.hash,
                             .timestamp = timestamp,
                             .transactions = {}};
    }
    // The next empty batch is the first of the next epoch.
    l1_blocks_.erase(l1_blocks_.begin());
    return stop(out_of_data ? StopReason::dry : StopReason::more);
}

Pulled<void> BatchStage::check_epoch(const L2BlockRef& parent) const {
    const auto& epoch = l1_blocks_[0];
    // The epoch is one ahead of the parent's where empty_batch has moved it on.
    if (parent.l1_origin != epoch.id() && parent.l1_origin.number + 1 != epoch.number)
        return stop(ErrorKind::reset, PipelineReason::l1_origin_mismatch);
    return {};
}

void BatchStage::count_drop(const BatchCheck& check) {
    ++counters_.dropped_batches;
    counters_.last_drop = check.rule;
}

Pulled<NextBatch> BatchStage::next_batch(const L2BlockRef& parent) {
    if (parent_hash_ != parent.hash) {
        // A check that stopped half-way was for another parent.
        parent_hash_ = parent.hash;
        progress_ = {};
    }
    const bool holocene = config_.is_active(OpFork::holocene, previous_.origin().time);
    return holocene ? next_in_order(parent) : next_from_queue(parent);
}

// Before Holocene -----------------------------------------------------------------------------

Pulled<void> BatchStage::enqueue_incoming(const L2BlockRef& parent) {
    const auto check =
        check_batch(context(parent, incoming_->inclusion_block), incoming_->batch, progress_);
    if (check.validity == BatchValidity::need_l2_block) return stop_for_l2_block(check.l2_block);
    if (check.validity == BatchValidity::drop)
        count_drop(check);
    else
        queue_.push_back(*std::move(incoming_));
    incoming_.reset();
    progress_ = {};
    return {};
}

Pulled<std::optional<Batch>> BatchStage::take_accepted(const L2BlockRef& parent) {
    for (std::size_t i = 0; i < queue_.size();) {
        if (progress_index_ != i) progress_ = {};
        progress_index_ = i;
        const auto check =
            check_batch(context(parent, queue_[i].inclusion_block), queue_[i].batch, progress_);
        if (check.validity == BatchValidity::need_l2_block)
            return stop_for_l2_block(check.l2_block);
        progress_ = {};
        // An undecided batch holds up those behind it: it came first.
        if (check.validity == BatchValidity::undecided)
            return stop(out_of_data_ ? StopReason::dry : StopReason::more);
        if (check.validity == BatchValidity::future) {
            ++i;
            continue;
        }
        auto batch = std::move(queue_[i].batch);
        queue_.erase(queue_.begin() + static_cast<std::ptrdiff_t>(i));
        if (check.validity == BatchValidity::accept) return batch;
        count_drop(check);
    }
    return std::nullopt;
}

Pulled<NextBatch> BatchStage::next_from_queue(const L2BlockRef& parent) {
    if (!incoming_ && !resumes_queue_) {
        if (auto batch = next_from_span(parent))
            return NextBatch{.batch = *std::move(batch), .concluding = span_.empty()};
        update_origins(parent);
        auto pulled = previous_.next_batch();
        out_of_data_ = !pulled && pulled.error().reason == StopReason::dry;
        if (!pulled && !out_of_data_) return std::unexpected(pulled.error());
        if (origin_behind(parent)) return stop(out_of_data_ ? StopReason::dry : StopReason::more);
        if (pulled) incoming_ = Queued{.batch = *std::move(pulled), .inclusion_block = origin_};
    }
    if (l1_blocks_.empty())
        return stop(ErrorKind::critical, PipelineReason::safe_head_before_start);
    if (incoming_) DUSK_TRY_VOID(enqueue_incoming(parent));

    resumes_queue_ = false;
    DUSK_TRY_VOID(check_epoch(parent));
    auto accepted = take_accepted(parent);
    if (!accepted) {
        resumes_queue_ = accepted.error().reason == StopReason::l2_block;
        return std::unexpected(accepted.error());
    }
    if (!*accepted) {
        DUSK_TRY(empty, empty_batch(parent, out_of_data_));
        return NextBatch{.batch = std::move(empty), .concluding = true};
    }
    auto& batch = **accepted;
    if (auto* singular = std::get_if<SingularBatch>(&batch))
        return NextBatch{.batch = std::move(*singular), .concluding = true};
    auto blocks =
        to_singular_batches(l1_blocks_, parent, std::move(*std::get_if<SpanBatch>(&batch)));
    // The full check has found every L1 origin.
    if (!blocks) return stop(ErrorKind::critical, PipelineReason::l1_origin_mismatch);
    span_.assign(std::make_move_iterator(blocks->begin()), std::make_move_iterator(blocks->end()));
    auto first = pop_span(parent);
    return NextBatch{.batch = std::move(first), .concluding = span_.empty()};
}

// With Holocene -------------------------------------------------------------------------------

Pulled<SingularBatch> BatchStage::candidate(const L2BlockRef& parent) {
    if (!incoming_) {
        if (auto batch = next_from_span(parent)) return *std::move(batch);
        DUSK_TRY(pulled, previous_.next_batch());
        if (auto* singular = std::get_if<SingularBatch>(&pulled)) return std::move(*singular);
        incoming_ = Queued{.batch = std::move(pulled), .inclusion_block = origin_};
        progress_ = {};
    }
    auto& span = *std::get_if<SpanBatch>(&incoming_->batch);
    const auto check = check_span_batch_holocene(context(parent, origin_), span, progress_);
    if (check.validity == BatchValidity::need_l2_block) return stop_for_l2_block(check.l2_block);
    auto taken = std::move(span);
    incoming_.reset();
    progress_ = {};
    if (check.validity == BatchValidity::accept) {
        // The checks so far do not cover every block's L1 origin (OP holocene/derivation.md
        // #span-batches, note): one that cannot be found makes the batch invalid.
        auto blocks = to_singular_batches(l1_blocks_, parent, std::move(taken));
        if (blocks) {
            span_.assign(std::make_move_iterator(blocks->begin()),
                         std::make_move_iterator(blocks->end()));
            return pop_span(parent);
        }
        count_drop({.validity = BatchValidity::drop, .rule = BatchRule::epoch_too_old});
        flush();
    } else if (check.validity == BatchValidity::drop) {
        count_drop(check);
        flush();
    } else {
        // Past, or of an L1 origin that is not known: the batch is passed over, the channel is not.
        ++counters_.past_batches;
    }
    return stop(StopReason::more);
}

Pulled<NextBatch> BatchStage::next_in_order(const L2BlockRef& parent) {
    update_origins(parent);
    if (origin_behind(parent) || parent.l1_origin.number == origin_.number) {
        // A channel in the parent's own L1 origin can hold past batches only: they are passed over.
        incoming_.reset();
        DUSK_TRY_VOID(previous_.next_batch());
        return stop(StopReason::more);
    }
    if (l1_blocks_.size() < 2)
        return stop(ErrorKind::critical, PipelineReason::safe_head_before_start);
    DUSK_TRY_VOID(check_epoch(parent));

    auto next = candidate(parent);
    if (!next) {
        if (next.error().reason != StopReason::dry) return std::unexpected(next.error());
        // Only when everything is used up there may be an empty batch.
        DUSK_TRY(empty, empty_batch(parent, true));
        return NextBatch{.batch = std::move(empty), .concluding = true};
    }
    const auto check = check_singular_batch(context(parent, origin_), *next);
    switch (check.validity) {
        case BatchValidity::accept:
            // With Holocene every block is safe at once.
            return NextBatch{.batch = *std::move(next), .concluding = true};
        case BatchValidity::past:
            ++counters_.past_batches;
            break;
        case BatchValidity::drop:
            count_drop(check);
            flush();
            break;
        default:
            break;
    }
    return stop(StopReason::more);
}

}  // namespace dusk::rollup
