#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/sequencer/origin_selector.hpp>
#include <dusk/node/sequencer/sequencer.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::sequencer {

using rollup::PayloadAttributes;
using sources::fail;
using sources::Failure;
using sources::FailureKind;
using sources::Outcome;

namespace {

constexpr std::string_view COMPONENT = "sequencer";
constexpr std::uint64_t IDLE_MS = 500;
constexpr std::uint64_t RETRY_MS = 200;

FailureKind kind_of(rollup::ErrorKind kind) {
    switch (kind) {
        case rollup::ErrorKind::temporary:
            return FailureKind::temporary;
        case rollup::ErrorKind::reset:
            return FailureKind::reset;
        case rollup::ErrorKind::critical:
            return FailureKind::critical;
    }
    return FailureKind::critical;
}

}  // namespace

Sequencer::Sequencer(SequencerContext context, const SequencerOptions& options)
    : context_(std::move(context)), options_(options), active_(options.active) {}

std::uint64_t Sequencer::step() {
    const std::lock_guard lock{mutex_};
    if (!active_) return later(IDLE_MS);
    const auto head = context_.engine.building_head();
    if (!head) {
        job_.reset();
        return later(RETRY_MS);
    }
    // Derivation or an operator moved the head under the block that is being built.
    if (job_ && job_->parent.hash != head->unsafe.ref.hash) job_.reset();
    if (!job_) return begin(*head);
    if (context_.clock.now_ms() < job_->seal_at_ms) return job_->seal_at_ms;
    return seal();
}

std::uint64_t Sequencer::begin(const BuildingHead& head) {
    const auto& parent = head.unsafe.ref;
    const auto start_at_ms = parent.time * 1000;
    if (context_.clock.now_ms() < start_at_ms) return start_at_ms;
    if (options_.max_safe_lag != 0 && parent.number >= head.safe_number + options_.max_safe_lag) {
        log::debug(COMPONENT, "waiting: the safe head {} is {} blocks behind", head.safe_number,
                   parent.number - head.safe_number);
        return later(IDLE_MS);
    }
    auto attributes = attributes_for(head.unsafe);
    if (!attributes) return failed("cannot prepare a block", attributes.error());
    const auto id = context_.engine.start_block(parent, *attributes);
    if (!id) return failed("cannot begin a block", id.error());

    const auto margin = static_cast<std::uint64_t>(options_.sealing_duration.count());
    const auto due_ms = attributes->timestamp * 1000 - margin;
    job_ = Job{.parent = parent,
               .id = *id,
               .timestamp = attributes->timestamp,
               .seal_at_ms = std::max(due_ms, context_.clock.now_ms())};
    return job_->seal_at_ms;
}

Outcome<PayloadAttributes> Sequencer::attributes_for(const rollup::L2Parent& parent) {
    const auto& config = context_.config;
    DUSK_TRY(origin, select_l1_origin(context_.l1, {.config = config,
                                                    .head = parent.ref,
                                                    .l1_head = context_.l1_head(),
                                                    .confirmations = options_.l1_confirmations}));
    DUSK_TRY(block, context_.l1.block(origin.hash));
    const auto info = rollup::l1_block_info(block->header, block->hash);
    auto attributes = rollup::build_attributes({.config = config,
                                                .payloads = context_.payloads,
                                                .parent = parent,
                                                .l1_origin = info,
                                                .l1_receipts = block->receipts});
    if (!attributes)
        return fail(kind_of(attributes.error().kind),
                    fmt::format("attributes on L1 origin {}: reason {}", origin.number,
                                static_cast<int>(attributes.error().reason)));
    // OP derivation.md#derivation-attributes: past the drift a block holds deposits only; so does
    // the block that activates an upgrade.
    const bool drift_exceeded =
        attributes->timestamp > origin.time + config.max_sequencer_drift_at(origin.time);
    attributes->no_tx_pool =
        drift_exceeded || rollup::is_upgrade_block(config, attributes->timestamp);
    return *std::move(attributes);
}

std::uint64_t Sequencer::seal() {
    const auto job = *job_;
    job_.reset();
    const auto sealed = context_.engine.seal_block(job.parent, job.id, job.timestamp);
    if (!sealed) return failed("cannot seal a block", sealed.error());
    last_failure_.clear();
    const auto now = context_.clock.now_ms();
    const auto lag_ms = now > job.timestamp * 1000 ? now - job.timestamp * 1000 : 0;
    log::info(COMPONENT, "sequenced block {} {} txns {} gas {} origin {}:{}{}", sealed->ref.number,
              to_hex(sealed->ref.hash), sealed->transactions, sealed->gas_used,
              sealed->ref.l1_origin.number, sealed->ref.sequence_number,
              lag_ms > 0 ? fmt::format(" late {} ms", lag_ms) : "");
    context_.on_block(*sealed);
    return now;
}

std::uint64_t Sequencer::failed(std::string_view what, const Failure& failure) {
    ++errors_;
    if (failure.text != last_failure_) {
        log::warn(COMPONENT, "{}: {}", what, failure.text);
        last_failure_ = failure.text;
    }
    if (failure.kind == FailureKind::reset) context_.engine.request_reset(failure.text);
    return later(std::min(RETRY_MS, context_.config.block_time * 1000));
}

std::expected<void, std::string> Sequencer::start(const Hash32& head) {
    const std::lock_guard lock{mutex_};
    if (active_) return std::unexpected("sequencer already running");
    const auto known = context_.engine.building_head();
    if (!known) return std::unexpected(known.error().text);
    const auto& unsafe = known->unsafe.ref.hash;
    if (!head.is_zero() && head != unsafe)
        return std::unexpected(fmt::format("block hash does not match: head {}, received {}",
                                           to_hex(unsafe), to_hex(head)));
    active_ = true;
    job_.reset();
    log::info(COMPONENT, "started on block {}", known->unsafe.ref.number);
    return {};
}

std::expected<Hash32, std::string> Sequencer::stop() {
    const std::lock_guard lock{mutex_};
    if (!active_) return std::unexpected("sequencer not running");
    const auto known = context_.engine.building_head();
    if (!known) return std::unexpected(known.error().text);
    active_ = false;
    job_.reset();
    log::info(COMPONENT, "stopped on block {}", known->unsafe.ref.number);
    return known->unsafe.ref.hash;
}

bool Sequencer::active() const {
    const std::lock_guard lock{mutex_};
    return active_;
}

std::uint64_t Sequencer::errors() const {
    const std::lock_guard lock{mutex_};
    return errors_;
}

}  // namespace dusk::sequencer
