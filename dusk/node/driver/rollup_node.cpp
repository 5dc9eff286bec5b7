#include <dusk/node/driver/rollup_node.hpp>
#include <dusk/platform/log/log.hpp>
#include <dusk/platform/thread/named.hpp>

namespace dusk::driver {

using sources::FailureKind;

namespace {
constexpr std::string_view COMPONENT = "rollup";
constexpr std::uint64_t L1_WAIT_MS = 1'000;
}  // namespace

RollupNode::RollupNode(RollupNodeContext context, RollupNodeOptions options)
    : context_(context), options_(std::move(options)), watcher_(context_.l1) {
    controller_ = std::make_unique<EngineController>(
        context_.config, context_.payloads, context_.engine,
        [this](const rollup::L2BlockRef& safe, const rollup::L1BlockRef& derived_from) {
            return deriver_->on_safe(safe, derived_from);
        });
    deriver_ = std::make_unique<Deriver>(
        DeriverContext{.config = context_.config,
                       .payloads = context_.payloads,
                       .crypto = context_.crypto,
                       .l1 = context_.l1,
                       .blobs = context_.blobs,
                       .engine = context_.engine,
                       .controller = *controller_,
                       .safe_db = context_.safe_db,
                       .l1_head = [this] { return watcher_.heads().latest; },
                       .l1_finalized = [this] { return watcher_.heads().finalized; },
                       .l1_confirmations = options_.verifier_l1_confirmations});
    if (!options_.sequencer) return;
    sequencer_ = std::make_unique<sequencer::Sequencer>(
        sequencer::SequencerContext{.config = context_.config,
                                    .payloads = context_.payloads,
                                    .l1 = context_.l1,
                                    .engine = *controller_,
                                    .clock = context_.clock,
                                    .l1_head = [this] { return watcher_.heads().latest; }},
        *options_.sequencer);
}

RollupNode::~RollupNode() { stop(); }

void RollupNode::start() {
    alive_ms_ = context_.clock.now_ms();
    threads_.emplace_back(named("watch-l1", [this] { watch(); }));
    threads_.emplace_back(named("derive", [this] { derive(); }));
    if (sequencer_) threads_.emplace_back(named("sequence", [this] { sequence(); }));
}

void RollupNode::stop() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    woken_.notify_all();
    threads_.clear();
}

bool RollupNode::stopping() const {
    const std::lock_guard lock{mutex_};
    return stopping_;
}

std::optional<std::string> RollupNode::failure() const {
    const std::lock_guard lock{mutex_};
    return failure_;
}

std::uint64_t RollupNode::derivation_errors() const {
    const std::lock_guard lock{mutex_};
    return derivation_errors_;
}

std::uint64_t RollupNode::derivation_alive_ms() const {
    const std::lock_guard lock{mutex_};
    return alive_ms_;
}

void RollupNode::wake() {
    {
        const std::lock_guard lock{mutex_};
        ++wakes_;
    }
    woken_.notify_all();
}

bool RollupNode::sleep(std::uint64_t ms) {
    std::unique_lock lock{mutex_};
    const auto before = wakes_;
    woken_.wait_for(lock, Milliseconds{static_cast<std::int64_t>(ms)},
                    [&] { return stopping_ || wakes_ != before; });
    return !stopping_;
}

void RollupNode::watch() {
    auto labels_at_ms = context_.clock.steady_ms();
    for (;;) {
        const auto now = context_.clock.steady_ms();
        const bool labels = now >= labels_at_ms;
        if (labels)
            labels_at_ms =
                now + static_cast<std::uint64_t>(options_.l1_label_poll_interval.count());
        if (watcher_.poll(labels)) wake();
        std::unique_lock lock{mutex_};
        if (woken_.wait_for(lock, options_.l1_poll_interval, [&] { return stopping_; })) return;
    }
}

void RollupNode::derive() {
    Backoff backoff;
    while (!stopping()) {
        const auto progress = deriver_->step();
        if (!progress) {
            on_derivation_failure(progress.error(), backoff);
            continue;
        }
        backoff.reset();
        {
            const std::lock_guard lock{mutex_};
            alive_ms_ = context_.clock.now_ms();
        }
        if (*progress == Progress::waits_for_l1) sleep(L1_WAIT_MS);
    }
}

void RollupNode::on_derivation_failure(const sources::Failure& failure, Backoff& backoff) {
    {
        const std::lock_guard lock{mutex_};
        ++derivation_errors_;
        if (failure.kind == FailureKind::critical) {
            failure_ = failure.text;
            stopping_ = true;
        }
    }
    if (failure.kind == FailureKind::critical) {
        log::error(COMPONENT, "derivation cannot go on: {}", failure.text);
        woken_.notify_all();
        return;
    }
    if (backoff.should_log(failure.text, context_.clock.steady_ms()))
        log::warn(COMPONENT, "derivation: {}", failure.text);
    const auto delay_ms = backoff.next_delay_ms();
    // New L1 heads do not cut the pause short: it may be L1 itself that is not well.
    std::unique_lock lock{mutex_};
    woken_.wait_for(lock, Milliseconds{static_cast<std::int64_t>(delay_ms)},
                    [&] { return stopping_; });
}

void RollupNode::sequence() {
    while (!stopping()) {
        const auto due_ms = sequencer_->step();
        const auto now_ms = context_.clock.now_ms();
        if (due_ms > now_ms && !sleep(due_ms - now_ms)) return;
    }
}

SyncStatus RollupNode::status() const {
    const auto l1 = watcher_.heads();
    SyncStatus out{.current_l1 = deriver_->current_l1(),
                   .head_l1 = l1.latest.value_or(rollup::L1BlockRef{}),
                   .safe_l1 = l1.safe.value_or(rollup::L1BlockRef{}),
                   .finalized_l1 = l1.finalized.value_or(rollup::L1BlockRef{})};
    if (const auto heads = controller_->heads()) {
        out.unsafe_l2 = heads->unsafe;
        out.pending_safe_l2 = heads->pending_safe;
        out.safe_l2 = heads->safe;
        out.finalized_l2 = heads->finalized;
    }
    return out;
}

}  // namespace dusk::driver
