#include <algorithm>
#include <utility>

#include <dusk/core/base/check.hpp>
#include <dusk/core/rollup/blob_encoding.hpp>
#include <dusk/node/batcher/batcher.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::batcher {

namespace {

constexpr std::string_view COMPONENT = "batcher";
/// Blocks asked for at once, and between two looks at the chains.
constexpr std::uint64_t BLOCKS_PER_CALL = 64;
constexpr std::uint64_t BLOCKS_PER_STEP = 2'048;
constexpr Milliseconds BALANCE_INTERVAL{30'000};
constexpr Milliseconds DRAIN_INTERVAL{100};
/// Less than this calls for a warning: 0.1 ether.
constexpr std::uint64_t LOW_BALANCE_WEI = 100'000'000'000'000'000;

bool is_over(std::uint64_t since_ms, std::uint64_t now_ms, Milliseconds duration) {
    return now_ms - since_ms >= static_cast<std::uint64_t>(duration.count());
}

}  // namespace

txmgr::TxnCandidate make_candidate(const Address& inbox, const Submission& submission) {
    txmgr::TxnCandidate out{.to = inbox};
    if (submission.kind == DaKind::calldata) {
        out.data = rollup::encode_batcher_data(submission.frames);
    } else {
        for (const auto& frame : submission.frames) {
            auto blob = rollup::encode_blob(rollup::encode_batcher_data({frame}));
            DUSK_CHECK(blob.has_value());  // frames are cut to fit
            out.blobs.push_back(*std::move(blob));
        }
    }
    out.gas_limit = txmgr::data_gas(out.data);
    return out;
}

Batcher::Batcher(const BatcherConfig& config, const BatcherParts& parts)
    : config_(config),
      parts_(parts),
      channels_(parts.rollup, config.channel),
      state_(config.stopped ? State::stopped : State::running) {
    metrics_.up(!config.stopped);
}

// Control -------------------------------------------------------------------------------------

std::expected<void, std::string> Batcher::request_start() {
    if (state_ != State::stopped) return std::unexpected("batcher is already running");
    start_requested_ = true;
    return {};
}

std::expected<void, std::string> Batcher::request_stop() {
    if (state_ == State::stopped) return std::unexpected("batcher is not running");
    stop_requested_ = true;
    return {};
}

std::expected<void, std::string> Batcher::request_flush() {
    if (state_ != State::running) return std::unexpected("batcher is not running");
    flush_requested_ = true;
    return {};
}

bool Batcher::wait_until_stopped(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    return stopped_.wait_for(lock, timeout, [this] { return state_ == State::stopped; });
}

metrics::Health Batcher::health() const {
    const std::scoped_lock lock(mutex_);
    return {.ok = trouble_.empty(), .detail = trouble_};
}

void Batcher::set_state(State state) {
    {
        const std::scoped_lock lock(mutex_);
        state_ = state;
    }
    metrics_.up(state == State::running);
    stopped_.notify_all();
}

void Batcher::apply_requests() {
    if (start_requested_.exchange(false) && state_ == State::stopped) {
        log::info(COMPONENT, "starting");
        channels_.clear();
        set_state(State::running);
    }
    if (stop_requested_.exchange(false) && state_ == State::running) {
        log::info(COMPONENT, "stopping: sends what is loaded");
        drain_started_ms_ = parts_.clock.steady_ms();
        set_state(State::draining);
    }
}

void Batcher::finish_draining() {
    const bool done = !channels_.has_unsent() && parts_.txns.pending_count() == 0;
    const bool late = is_over(drain_started_ms_, parts_.clock.steady_ms(), config_.drain_timeout);
    if (!done && !late) return;
    if (!done) log::warn(COMPONENT, "stopped with transactions on their way");
    channels_.clear();
    parts_.txns.cancel_unpublished();
    log::info(COMPONENT, "stopped");
    set_state(State::stopped);
}

void Batcher::drain(Milliseconds timeout) {
    config_.drain_timeout = timeout;
    if (!request_stop()) return;
    while (state_ != State::stopped) {
        step();
        if (!health().ok) return;
        parts_.clock.sleep(DRAIN_INTERVAL);
    }
}

// A round -------------------------------------------------------------------------------------

bool Batcher::step() {
    apply_requests();
    if (state_ == State::stopped) return false;
    parts_.txns.poll();
    const bool more = follow();
    if (state_ == State::draining) finish_draining();
    metrics_.state(channels_);
    return more;
}

/// False while the rollup node has not read what an earlier life may have sent.
bool Batcher::is_node_synced() {
    if (synced_ || !config_.wait_node_sync) return true;
    const auto status = parts_.rollup_node.status();
    if (!status) return false;
    synced_ = status->current_l1.number >= *sync_target_;
    if (!synced_)
        log::info(COMPONENT, "waiting for the rollup node",
                  {{"current_l1", status->current_l1.number}, {"target", *sync_target_}});
    return synced_;
}

bool Batcher::follow() {
    const auto trouble = [this](std::string text) {
        log::warn(COMPONENT, "{}", text);
        const std::scoped_lock lock(mutex_);
        trouble_ = std::move(text);
        return false;
    };
    const auto head = parts_.l1.head();
    if (!head) return trouble("L1: " + head.error());
    if (!sync_target_) sync_target_ = head->number;
    if (!is_node_synced()) return trouble("the rollup node is behind L1");
    bool more = false;
    bool is_loaded = true;
    if (state_ == State::running) {
        const auto status = parts_.rollup_node.status();
        if (!status) return trouble("rollup node: " + status.error());
        metrics_.heads(*status);
        const auto result = channels_.sync(*status);
        if (was_dropped(result)) {
            log::warn(COMPONENT, "begins again at the safe head: {}", describe(result));
            metrics_.reset(result);
        }
        if (result != SyncResult::wait) {
            const auto loaded = load(*status);
            if (!loaded) trouble("execution node: " + loaded.error());
            more = loaded.value_or(false);
            is_loaded = loaded.has_value();
        }
    }
    channels_.build(
        {.hash = head->hash, .number = head->number, .parent_hash = {}, .time = head->time});
    if (flush_requested_.exchange(false) || state_ == State::draining)
        channels_.close_open_channel();
    if (channels_.take_restarted()) parts_.txns.cancel_unpublished();
    submit(*head);
    throttle();
    watch_balance();
    if (!is_loaded) return false;  // what is loaded was still sent
    const std::scoped_lock lock(mutex_);
    trouble_.clear();
    return more;
}

std::expected<bool, std::string> Batcher::load(const SyncStatus& status) {
    const auto unsafe = status.unsafe_l2.number;
    const auto full = [this] {
        return channels_.block_count() >= LOADED_BLOCKS_MAX ||
               channels_.blocks_size() >= LOADED_BYTES_MAX;
    };
    const auto end = channels_.next_block_number() + BLOCKS_PER_STEP;
    while (channels_.next_block_number() <= unsafe && !full()) {
        const auto first = channels_.next_block_number();
        if (first >= end) return true;
        const auto last = std::min(unsafe, first + BLOCKS_PER_CALL - 1);
        auto blocks = parts_.execution.blocks(parts_.rollup, first, last);
        if (!blocks) return std::unexpected(std::move(blocks).error());
        metrics_.loaded(blocks->size());
        for (auto& block : *blocks) {
            if (channels_.add_block(std::move(block))) continue;
            log::warn(COMPONENT, "begins again at the safe head: {}",
                      describe(SyncResult::l2_reorg));
            metrics_.reset(SyncResult::l2_reorg);
            return false;
        }
    }
    return false;
}

void Batcher::submit(const txmgr::L1Head& head) {
    txmgr::FeeQuote quote;
    if (config_.channel.data_availability == DataAvailability::automatic) {
        const auto asked = parts_.l1.quote(head);
        if (!asked) return;
        quote = *asked;
    }
    bool sent = false;
    while (parts_.txns.has_room()) {
        const auto kind = channels_.next_kind(quote);
        if (!kind) break;
        // L1's pools hold transactions of one kind an account (OP#9683): the other kind drains
        // first.
        if (parts_.txns.holds(*kind != DaKind::blobs)) break;
        send(channels_.take_submission());
        sent = true;
    }
    if (sent) parts_.txns.poll();
}

void Batcher::send(Submission submission) {
    metrics_.submitted(submission);
    const auto id = submission.id;
    const auto queued = parts_.txns.submit(
        make_candidate(parts_.rollup.batch_inbox_address, submission),
        [this, id](const txmgr::TxnOutcome& outcome) {
            if (outcome) {
                metrics_.succeeded();
                channels_.confirmed(id, outcome->block_number);
                return;
            }
            metrics_.failed();
            log::warn(COMPONENT, "a transaction failed: {}", outcome.error().text);
            channels_.failed(id);
        });
    if (!queued) {
        log::error(COMPONENT, "{}", queued.error());
        channels_.failed(id);
    }
}

void Batcher::watch_balance() {
    const auto now = parts_.clock.steady_ms();
    if (balance_checked_ms_ && !is_over(*balance_checked_ms_, now, BALANCE_INTERVAL)) return;
    const auto balance = parts_.l1.balance(parts_.txns.address());
    if (!balance) return;
    balance_checked_ms_ = now;
    metrics_.balance(*balance);
    if (*balance < u256{LOW_BALANCE_WEI})
        log::warn(COMPONENT, "the balance is low",
                  {{"milliether", (*balance / u256{1'000'000'000'000'000}).saturated64()}});
}

void Batcher::throttle() {
    const auto& rules = config_.throttle;
    const auto now = parts_.clock.steady_ms();
    if (rules.threshold == 0 || !throttling_offered_) return;
    if (throttled_ms_ && !is_over(*throttled_ms_, now, rules.interval)) return;
    throttled_ms_ = now;
    const bool active = channels_.backlog_size() > rules.threshold;
    metrics_.throttled(active);
    const auto done = active ? parts_.execution.set_max_da_size(rules.txn_size, rules.block_size)
                             : parts_.execution.set_max_da_size(0, rules.always_block_size);
    if (!done) {
        log::warn(COMPONENT, "miner_setMaxDASize: {}", done.error());
    } else if (!*done) {
        throttling_offered_ = false;
        log::warn(COMPONENT,
                  "the execution node does not offer miner_setMaxDASize: the sequencer "
                  "is not slowed down when data waits");
    }
}

}  // namespace dusk::batcher
