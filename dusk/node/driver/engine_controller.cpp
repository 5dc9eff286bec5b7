#include <fmt/format.h>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/driver/attributes_match.hpp>
#include <dusk/node/driver/engine_controller.hpp>
#include <dusk/node/driver/l2_block.hpp>

namespace dusk::driver {

using rollup::DerivedAttributes;
using rollup::L2BlockRef;
using rollup::L2Parent;
using rollup::PayloadAttributes;
using sources::fail;
using sources::FailureKind;
using sources::ForkchoiceAnswer;
using sources::ForkchoiceState;
using sources::Outcome;
using sources::PayloadEnvelope;
using sources::PayloadId;
using sources::PayloadStatusKind;

EngineController::EngineController(const rollup::RollupConfig& config,
                                   const rollup::UpgradePayloads& payloads, sources::Engine& engine,
                                   SafeListener on_safe)
    : config_(config), payloads_(payloads), engine_(engine), on_safe_(std::move(on_safe)) {}

// Resets and views -------------------------------------------------------------------------------

void EngineController::request_reset(std::string reason) {
    const std::lock_guard lock{view_mutex_};
    if (!reset_reason_) reset_reason_ = std::move(reason);
}

std::optional<std::string> EngineController::reset_reason() const {
    const std::lock_guard lock{view_mutex_};
    return reset_reason_;
}

std::optional<EngineHeads> EngineController::heads() const {
    const std::lock_guard lock{view_mutex_};
    return view_;
}

Outcome<void> EngineController::check_ready() const {
    if (auto reason = reset_reason()) return fail(FailureKind::reset, *std::move(reason));
    return {};
}

void EngineController::publish() {
    const std::lock_guard lock{view_mutex_};
    view_ = EngineHeads{.unsafe = unsafe_.ref,
                        .pending_safe = pending_safe_.ref,
                        .safe = safe_,
                        .finalized = finalized_};
}

Outcome<void> EngineController::reset_to(const EngineHeads& heads) {
    const std::lock_guard lock{mutex_};
    DUSK_TRY(unsafe_block, engine_.block(heads.unsafe.hash));
    DUSK_TRY(unsafe, l2_parent_of(config_, payloads_, unsafe_block));
    DUSK_TRY(safe_block, engine_.block(heads.safe.hash));
    DUSK_TRY(safe, l2_parent_of(config_, payloads_, safe_block));
    unsafe_ = unsafe;
    pending_safe_ = safe;
    safe_ = heads.safe;
    finalized_ = heads.finalized;
    DUSK_TRY_VOID(update_forkchoice());
    const std::lock_guard view_lock{view_mutex_};
    reset_reason_.reset();
    return {};
}

// The engine -------------------------------------------------------------------------------------

ForkchoiceState EngineController::forkchoice_state() const {
    return {.head = unsafe_.ref.hash, .safe = safe_.hash, .finalized = finalized_.hash};
}

Outcome<ForkchoiceAnswer> EngineController::forkchoice(const ForkchoiceState& state,
                                                       const PayloadAttributes* attributes) {
    auto answer = engine_.forkchoice(state, attributes);
    if (!answer) return answer;
    const auto& status = answer->status;
    switch (status.kind) {
        case PayloadStatusKind::valid:
            return answer;
        case PayloadStatusKind::invalid:
        case PayloadStatusKind::invalid_block_hash:
            return fail(FailureKind::invalid,
                        fmt::format("the engine refuses head {}: {}", to_hex(state.head),
                                    status.validation_error.value_or("")));
        case PayloadStatusKind::syncing:
        case PayloadStatusKind::accepted:
            break;
    }
    // The engine has lost blocks that it had, for instance by a restart.
    return fail(FailureKind::reset,
                fmt::format("the engine does not know head {}", to_hex(state.head)));
}

Outcome<void> EngineController::update_forkchoice() {
    const auto answer = forkchoice(forkchoice_state(), nullptr);
    if (!answer) {
        // Without attributes only the heads themselves can be wrong.
        if (answer.error().kind == FailureKind::invalid)
            return fail(FailureKind::reset, answer.error().text);
        return std::unexpected(answer.error());
    }
    publish();
    return {};
}

Outcome<L2Parent> EngineController::execute(const PayloadEnvelope& envelope) {
    DUSK_TRY(block, l2_parent_of(config_, payloads_, envelope));
    DUSK_TRY(status, engine_.new_payload(envelope));
    if (status.kind == PayloadStatusKind::valid) return block;
    const auto text = status.validation_error.value_or("");
    if (status.kind == PayloadStatusKind::syncing || status.kind == PayloadStatusKind::accepted)
        return fail(FailureKind::reset, fmt::format("the engine does not know the parent of {}",
                                                    envelope.payload.block_number));
    return fail(FailureKind::invalid,
                fmt::format("the engine refuses block {} {}: {}", envelope.payload.block_number,
                            to_hex(envelope.payload.block_hash), text));
}

// Sequencing -------------------------------------------------------------------------------------

Outcome<sequencer::BuildingHead> EngineController::building_head() {
    const std::lock_guard lock{mutex_};
    DUSK_TRY_VOID(check_ready());
    return sequencer::BuildingHead{.unsafe = unsafe_, .safe_number = safe_.number};
}

Outcome<PayloadId> EngineController::start_block(const L2BlockRef& parent,
                                                 const PayloadAttributes& attributes) {
    const std::lock_guard lock{mutex_};
    DUSK_TRY_VOID(check_ready());
    if (parent.hash != unsafe_.ref.hash)
        return fail(FailureKind::temporary, "the unsafe head has moved");
    DUSK_TRY(answer, forkchoice(forkchoice_state(), &attributes));
    if (!answer.payload_id) return fail(FailureKind::temporary, "the engine began no block");
    return *answer.payload_id;
}

Outcome<sequencer::SealedBlock> EngineController::seal_block(const L2BlockRef& parent,
                                                             const PayloadId& id,
                                                             std::uint64_t timestamp) {
    const std::lock_guard lock{mutex_};
    DUSK_TRY_VOID(check_ready());
    if (parent.hash != unsafe_.ref.hash)
        return fail(FailureKind::temporary, "the unsafe head has moved");
    DUSK_TRY(envelope, engine_.get_payload(id, timestamp));
    if (envelope.payload.parent_hash != parent.hash || envelope.payload.timestamp != timestamp)
        return fail(FailureKind::temporary, "the engine built another block than asked for");
    DUSK_TRY(block, execute(envelope));
    const auto before = unsafe_;
    unsafe_ = block;
    if (auto updated = update_forkchoice(); !updated) {
        unsafe_ = before;
        return std::unexpected(updated.error());
    }
    return sequencer::SealedBlock{.ref = block.ref,
                                  .transactions = envelope.payload.transactions.size(),
                                  .gas_used = envelope.payload.gas_used};
}

Outcome<void> EngineController::insert_unsafe(const PayloadEnvelope& envelope) {
    const std::lock_guard lock{mutex_};
    DUSK_TRY_VOID(check_ready());
    if (envelope.payload.block_hash == unsafe_.ref.hash) return {};
    if (envelope.payload.parent_hash != unsafe_.ref.hash)
        return fail(FailureKind::temporary, "the block does not follow the unsafe head");
    DUSK_TRY(block, execute(envelope));
    const auto before = unsafe_;
    unsafe_ = block;
    if (auto updated = update_forkchoice(); !updated) {
        unsafe_ = before;
        return updated;
    }
    return {};
}

// Derivation -------------------------------------------------------------------------------------

Outcome<L2Parent> EngineController::derivation_parent() {
    const std::lock_guard lock{mutex_};
    DUSK_TRY_VOID(check_ready());
    return pending_safe_;
}

Outcome<Applied> EngineController::apply(const DerivedAttributes& derived) {
    const std::lock_guard lock{mutex_};
    DUSK_TRY_VOID(check_ready());
    if (derived.parent.hash != pending_safe_.ref.hash)
        return fail(FailureKind::reset, "derived attributes do not follow the safe head");
    std::string mismatch;
    if (pending_safe_.ref.number < unsafe_.ref.number) {
        DUSK_TRY(consolidated, consolidate(derived, mismatch));
        if (consolidated) return *std::move(consolidated);
    }
    auto built = build(derived);
    if (built && built->kind == Applied::Kind::built) built->detail = std::move(mismatch);
    return built;
}

Outcome<std::optional<Applied>> EngineController::consolidate(const DerivedAttributes& derived,
                                                              std::string& mismatch) {
    auto block = engine_.block(derived.parent.number + 1);
    if (!block) {
        if (block.error().kind == FailureKind::not_found)
            return fail(FailureKind::reset, "the engine lost a block of the unsafe chain");
        return std::unexpected(block.error());
    }
    if (auto what = find_mismatch(config_, derived.attributes, derived.parent.hash, *block)) {
        mismatch = *std::move(what);
        return std::nullopt;
    }
    DUSK_TRY(parent, l2_parent_of(config_, payloads_, *block));
    DUSK_TRY_VOID(promote(derived, parent));
    return Applied{.kind = Applied::Kind::consolidated,
                   .ref = parent.ref,
                   .transactions = block->payload.transactions.size(),
                   .gas_used = block->payload.gas_used,
                   .detail = {}};
}

Outcome<Applied> EngineController::build(const DerivedAttributes& derived) {
    const auto refused = [](const sources::Failure& failure) -> Outcome<Applied> {
        if (failure.kind == FailureKind::invalid)
            return Applied{.kind = Applied::Kind::refused, .ref = {}, .detail = failure.text};
        // A payload that is gone can be built again.
        if (failure.kind == FailureKind::not_found)
            return fail(FailureKind::temporary, failure.text);
        return std::unexpected(failure);
    };
    auto state = forkchoice_state();
    state.head = derived.parent.hash;
    const auto answer = forkchoice(state, &derived.attributes);
    if (!answer) return refused(answer.error());
    if (!answer->payload_id) return fail(FailureKind::temporary, "the engine began no block");
    // From here on the engine's head is the parent, whatever becomes of the block.
    unsafe_ = pending_safe_;
    publish();
    const auto envelope = engine_.get_payload(*answer->payload_id, derived.attributes.timestamp);
    if (!envelope) return refused(envelope.error());
    const auto block = execute(*envelope);
    if (!block) return refused(block.error());
    unsafe_ = *block;
    DUSK_TRY_VOID(promote(derived, *block));
    return Applied{.kind = Applied::Kind::built,
                   .ref = block->ref,
                   .transactions = envelope->payload.transactions.size(),
                   .gas_used = envelope->payload.gas_used,
                   .detail = {}};
}

Outcome<void> EngineController::promote(const DerivedAttributes& derived, const L2Parent& block) {
    if (derived.concluding) DUSK_TRY_VOID(on_safe_(block.ref, derived.derived_from));
    pending_safe_ = block;
    if (derived.concluding) safe_ = block.ref;
    return update_forkchoice();
}

Outcome<void> EngineController::finalize(const L2BlockRef& ref) {
    const std::lock_guard lock{mutex_};
    DUSK_TRY_VOID(check_ready());
    if (ref.number <= finalized_.number || ref.number > safe_.number) return {};
    finalized_ = ref;
    return update_forkchoice();
}

}  // namespace dusk::driver
