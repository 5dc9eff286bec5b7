#include <fmt/format.h>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/driver/deriver.hpp>
#include <dusk/node/driver/l2_block.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::driver {

using rollup::DerivedAttributes;
using rollup::L1BlockRef;
using rollup::L2BlockRef;
using sources::fail;
using sources::Failure;
using sources::FailureKind;
using sources::Outcome;

namespace {

constexpr std::string_view COMPONENT = "derivation";

std::string_view text_of(rollup::PipelineReason reason) {
    using enum rollup::PipelineReason;
    switch (reason) {
        case l1_reorg:
            return "L1 reorged";
        case l1_origin_mismatch:
            return "the safe head's L1 origin is not the one on L1";
        case batch_parent_mismatch:
            return "an accepted batch does not fit the safe head";
        case time_before_l1_origin:
            return "an L2 block would be older than its L1 origin";
        case wrong_l1_block:
            return "not the L1 block that was asked for";
        case wrong_blobs:
            return "not the blobs that were asked for";
        case blobs_missing:
            return "blobs are missing";
        case wrong_l2_block:
            return "not the L2 block that was asked for";
        case bad_deposit_log:
            return "a deposit log of the portal cannot be read";
        case bad_scalar:
            return "the fee scalar cannot be read";
        case upgrade_payload_missing:
            return "the code of an upgrade is not loaded";
        case not_started:
            return "the pipeline was not started";
        case safe_head_before_start:
            return "the safe head is older than the start of the pipeline";
    }
    return "unknown";
}

Failure failure_of(const rollup::PipelineError& error) {
    auto kind = FailureKind::critical;
    if (error.kind == rollup::ErrorKind::temporary) kind = FailureKind::temporary;
    if (error.kind == rollup::ErrorKind::reset) kind = FailureKind::reset;
    return {kind, std::string{text_of(error.reason)}};
}

template <class T>
Outcome<void> done(std::expected<T, rollup::PipelineError> result) {
    if (!result) return std::unexpected(failure_of(result.error()));
    return {};
}

}  // namespace

Deriver::Deriver(DeriverContext context)
    : context_(std::move(context)),
      pipeline_(context_.config, context_.payloads, context_.crypto) {}

L1BlockRef Deriver::current_l1() const {
    const std::lock_guard lock{view_mutex_};
    return current_l1_;
}

std::uint64_t Deriver::resets() const {
    const std::lock_guard lock{view_mutex_};
    return resets_;
}

void Deriver::publish() {
    const std::lock_guard lock{view_mutex_};
    current_l1_ = pipeline_.origin();
}

Outcome<Progress> Deriver::step() {
    if (const auto reason = context_.controller.reset_reason()) return reset(*reason);
    auto progress = derive();
    if (!progress && progress.error().kind == FailureKind::reset)
        context_.controller.request_reset(progress.error().text);
    return progress;
}

Outcome<Progress> Deriver::reset(const std::string& reason) {
    log::info(COMPONENT, "finding the heads: {}", reason);
    pending_.reset();
    const FindHeadsContext search{.config = context_.config,
                                  .payloads = context_.payloads,
                                  .l1 = context_.l1,
                                  .engine = context_.engine};
    DUSK_TRY(heads, find_heads(search));
    DUSK_TRY(start, find_pipeline_start(search, heads.safe));
    if (context_.safe_db != nullptr)
        DUSK_TRY_VOID(
            context_.safe_db->on_reset(context_.config.genesis, heads.safe.id(), context_.l1));
    pipeline_.reset(start.origin, start.system_config);
    finalizer_.reset();
    logged_safe_ = heads.safe.number;
    {
        const std::lock_guard lock{view_mutex_};
        current_l1_ = start.origin;
        ++resets_;
    }
    DUSK_TRY_VOID(context_.controller.reset_to(heads));
    log::info(COMPONENT, "heads: unsafe {} safe {} finalized {}, reading L1 from {}",
              heads.unsafe.number, heads.safe.number, heads.finalized.number, start.origin.number);
    return Progress::advanced;
}

Outcome<Progress> Deriver::derive() {
    if (pending_) return handle(*pending_);
    DUSK_TRY(parent, context_.controller.derivation_parent());
    auto event = pipeline_.step(parent);
    if (!event) return std::unexpected(failure_of(event.error()));
    return std::visit([this](const auto& need) { return handle(need); }, *event);
}

Outcome<Progress> Deriver::handle(const rollup::NeedL1Block& need) {
    Hash32 hash;
    if (need.hash) {
        hash = *need.hash;
    } else {
        // The block before is done with. Finality moves here, once for each L1 block.
        DUSK_TRY_VOID(l1_read_to_end());
        DUSK_TRY_VOID(finalize());
        const auto head = context_.l1_head();
        if (!head || need.number + context_.l1_confirmations > head->number)
            return Progress::waits_for_l1;
        const auto ref = context_.l1.ref_by_number(need.number);
        if (!ref) {
            if (ref.error().kind == FailureKind::not_found) return Progress::waits_for_l1;
            return std::unexpected(ref.error());
        }
        if (ref->parent_hash != pipeline_.origin().hash)
            return fail(FailureKind::reset,
                        fmt::format("L1 reorged: block {} does not build on {}", ref->number,
                                    to_hex(pipeline_.origin().hash)));
        hash = ref->hash;
    }
    const auto block = context_.l1.block(hash);
    if (!block) {
        // L1 named this hash a moment ago: it was reorged out in between.
        if (block.error().kind == FailureKind::not_found)
            return fail(FailureKind::reset, fmt::format("L1 block {} is gone", need.number));
        return std::unexpected(block.error());
    }
    DUSK_TRY_VOID(done(pipeline_.provide_l1_block(**block)));
    publish();
    return Progress::advanced;
}

Outcome<Progress> Deriver::handle(const rollup::NeedBlobs& need) {
    auto blobs = context_.blobs.blobs(need.block, need.blobs);
    if (!blobs) {
        // However long blobs are not to be had, what was derived before becomes final.
        DUSK_TRY_VOID(finalize());
        if (blobs.error().kind != FailureKind::not_found) return std::unexpected(blobs.error());
        // Expired, or L1 reorged: only the second is cured by a reset.
        DUSK_TRY(canonical, context_.l1.ref_by_number(need.block.number));
        if (canonical.hash != need.block.hash)
            return fail(FailureKind::reset, "L1 reorged while blobs were fetched");
        return fail(FailureKind::temporary, blobs.error().text);
    }
    DUSK_TRY_VOID(done(pipeline_.provide_blobs(*std::move(blobs))));
    return Progress::advanced;
}

Outcome<Progress> Deriver::handle(const rollup::NeedL2Block& need) {
    DUSK_TRY(block, context_.engine.block(need.number));
    DUSK_TRY(ref, l2_ref_of(context_.config, block));
    DUSK_TRY_VOID(done(pipeline_.provide_l2_block(
        {.ref = ref, .transactions = std::move(block.payload.transactions)})));
    return Progress::advanced;
}

Outcome<Progress> Deriver::handle(const DerivedAttributes& derived) {
    if (!pending_) pending_ = derived;
    const auto attributes = *pending_;
    const auto applied = context_.controller.apply(attributes);
    if (!applied) return std::unexpected(applied.error());
    pending_.reset();
    if (applied->kind == Applied::Kind::refused)
        return replace_refused(attributes, applied->detail);
    const auto& ref = applied->ref;
    if (applied->kind == Applied::Kind::consolidated) {
        log::debug(COMPONENT, "block {} {} is what L1 says", ref.number, to_hex(ref.hash));
        return Progress::advanced;
    }
    if (!applied->detail.empty())
        log::warn(COMPONENT, "reorg: the unsafe block {} is not what L1 says: {}", ref.number,
                  applied->detail);
    log::info(COMPONENT, "derived block {} {} txns {} gas {} origin {}:{}", ref.number,
              to_hex(ref.hash), applied->transactions, applied->gas_used, ref.l1_origin.number,
              ref.sequence_number);
    return Progress::advanced;
}

// OP holocene/derivation.md#engine-queue: from Holocene on a refused block is replaced by its
// deposits, and the rest of its channel goes. Before, the batch is dropped.
Outcome<Progress> Deriver::replace_refused(const DerivedAttributes& refused,
                                           const std::string& why) {
    if (rollup::has_only_deposits(refused.attributes))
        return fail(FailureKind::critical,
                    fmt::format("the engine refuses the deposits of block {}: {}",
                                refused.parent.number + 1, why));
    log::warn(COMPONENT, "the engine refuses the batch of block {}: {}", refused.parent.number + 1,
              why);
    if (!context_.config.is_active(OpFork::holocene, refused.derived_from.time))
        return Progress::advanced;
    pipeline_.flush_channel();
    pending_ = refused;
    pending_->attributes = rollup::deposits_only(refused.attributes);
    pending_->concluding = true;
    return Progress::advanced;
}

Outcome<void> Deriver::on_safe(const L2BlockRef& safe, const L1BlockRef& derived_from) {
    if (context_.safe_db != nullptr)
        DUSK_TRY_VOID(context_.safe_db->on_safe(derived_from.id(), safe.id()));
    finalizer_.on_safe(safe, derived_from);
    return {};
}

Outcome<void> Deriver::l1_read_to_end() {
    const auto heads = context_.controller.heads();
    if (!heads) return {};
    const auto& origin = pipeline_.origin();
    if (heads->safe.number != logged_safe_) {
        log::info(COMPONENT, "safe head {} {} derived from L1 block {}", heads->safe.number,
                  to_hex(heads->safe.hash), origin.number);
        logged_safe_ = heads->safe.number;
    }
    if (context_.safe_db == nullptr) return {};
    return context_.safe_db->on_l1_done(origin.id(), heads->safe.id());
}

Outcome<void> Deriver::finalize() {
    const auto l1_finalized = context_.l1_finalized();
    if (!l1_finalized) return {};
    finalizer_.on_l1_finalized(*l1_finalized);
    const auto candidate = finalizer_.candidate();
    const auto heads = context_.controller.heads();
    if (!candidate || !heads || candidate->l2.number <= heads->finalized.number) return {};
    // Finality is for ever: the L1 block that it rests on must be the canonical one.
    DUSK_TRY(canonical, context_.l1.ref_by_number(candidate->derived_from.number));
    if (canonical.hash != candidate->derived_from.hash)
        return fail(FailureKind::reset, "L1 finalized another block than was read");
    DUSK_TRY_VOID(context_.controller.finalize(candidate->l2));
    finalizer_.done(*candidate);
    // While old L1 blocks are read, each makes its blocks final at once: one line is enough.
    if (logged_finality_ != l1_finalized->number)
        log::info(COMPONENT, "finalized block {} {}", candidate->l2.number,
                  to_hex(candidate->l2.hash));
    logged_finality_ = l1_finalized->number;
    return {};
}

}  // namespace dusk::driver
