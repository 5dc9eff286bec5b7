#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/node/chain/pool_feed.hpp>
#include <dusk/node/dev/dev_chain_hold.hpp>
#include <dusk/platform/log/log.hpp>
#include <dusk/platform/thread/named.hpp>

namespace dusk::dev {
namespace {

std::string too_late(std::uint64_t timestamp) {
    return "Timestamp error: " + std::to_string(timestamp) + " is above the last one, " +
           std::to_string(TIME_MAX_S);
}

}  // namespace

DevChain::DevChain(engine::Chain& chain, pool::TxnPool& pool, const rollup::RollupConfig& rollup,
                   std::vector<EthereumKey> keys, const DevOptions& options)
    : chain_(chain),
      pool_(pool),
      rollup_(rollup),
      keys_(std::move(keys)),
      amendments_(chain.store().database()),
      automine_(options.automine),
      period_s_(options.period_s) {}

DevChain::~DevChain() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    clock_wake_.notify_all();
    if (clock_.joinable()) clock_.join();
}

DevChain::Done<> DevChain::start() {
    DUSK_TRY_VOID(amendments_.load());
    {
        const Hold hold(*this);
        const auto head = chain_.store().header(chain_.store().head().hash);
        if (!head || !*head) return std::unexpected("the head cannot be read");
        time_.catch_up((*head)->timestamp);
        DUSK_TRY_VOID(tell_pool());
    }
    pool_.on_pending([this](const pool::PooledTxnPtr&) { mine_waiting(); });
    mine_waiting();
    clock_ = std::thread(named("dev-clock", [this] { run_clock(); }));
    return {};
}

// ---- state

DevChain::Done<std::unique_ptr<StateView>> DevChain::head_state() const {
    const auto head = chain_.store().head();
    auto view = chain_.store().state_after(head.hash);
    if (!view) return std::unexpected(view.error().message);
    return amend(head.hash, *std::move(view));
}

/// The pool follows the chain by itself, but knows nothing of amendments.
DevChain::Done<> DevChain::tell_pool() {
    auto head = engine::pool_head(chain_, chain_.store().head());
    if (!head) return std::unexpected(head.error().message);
    DUSK_TRY(state, head_state());
    head->state = std::move(state);
    pool_.reset(*std::move(head));
    return {};
}

DevChain::Done<> DevChain::change_state(const Change& change) {
    const Hold hold(*this);
    const auto head = chain_.store().head();
    auto base = chain_.store().state_after(head.hash);
    if (!base) return std::unexpected(base.error().message);
    const auto before = amendments_.find(head.hash);
    auto diff = std::make_shared<StateDiff>(before ? *before : StateDiff{});
    change(*diff, **base);
    if (!(*base)->ok()) return std::unexpected("the state cannot be read");
    DUSK_TRY_VOID(amendments_.put(head.hash, std::move(diff)));
    return tell_pool();
}

// ---- blocks

DevChain::Done<> DevChain::mine_block(std::uint64_t interval_s) {
    DUSK_TRY(plan, plan_block(interval_s));
    plan.sent_txns = std::exchange(unsigned_, {});
    return make_block(plan);
}

DevChain::Done<BlockPlan> DevChain::plan_block(std::uint64_t interval_s) const {
    const auto parent = chain_.store().head();
    const auto header = chain_.store().header(parent.hash);
    if (!header || !*header) return std::unexpected("the head cannot be read");
    const auto timestamp = time_.after((*header)->timestamp, interval_s);
    if (timestamp > TIME_MAX_S) return std::unexpected(too_late(timestamp));
    return BlockPlan{.parent = parent,
                     .timestamp = timestamp,
                     .settings = settings_,
                     .amendment = amendments_.find(parent.hash),
                     .sent_txns = {}};
}

DevChain::Done<> DevChain::make_block(const BlockPlan& plan) {
    auto built = build_block(chain_, pool_, rollup_, plan);
    if (!built) return std::unexpected(std::move(built.error()));
    for (const auto& [hash, why] : built->refused)
        log::warn("dev", "a transaction that was sent cannot be executed: {}", why);
    if (const auto stored = chain_.insert_built(built->block); !stored)
        return std::unexpected(stored.error().message);
    if (!chain_.set_forkchoice(built->block->hash, {}, {}))
        return std::unexpected("the head cannot be moved");
    time_.block_made();
    settings_.next_is_over();
    return {};
}

DevChain::Done<> DevChain::mine(std::uint64_t count, std::uint64_t interval_s) {
    if (count > MINE_BLOCKS_MAX) return std::unexpected("too many blocks at once");
    const Hold hold(*this);
    for (std::uint64_t i = 0; i < count; ++i) DUSK_TRY_VOID(mine_block(i == 0 ? 0 : interval_s));
    return {};
}

void DevChain::mine_waiting() {
    if (holder_.load() == std::this_thread::get_id()) return;
    const Hold hold(*this);
    if (!automine_) return;
    // As long as blocks take something: a full one leaves the rest to the next.
    for (auto left = pool_.counts().pending + unsigned_.size(); left != 0;) {
        if (const auto mined = mine_block(0); !mined) {
            log::error("dev", "cannot make a block: {}", mined.error());
            return;
        }
        const auto still = pool_.counts().pending + unsigned_.size();
        if (still >= left) return;
        left = still;
    }
}

void DevChain::run_clock() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const auto period_s = period_s_;
        const auto due = std::chrono::seconds(period_s == 0 ? 3'600 : period_s);
        const bool woken =
            clock_wake_.wait_for(lock, due, [&] { return stopping_ || period_s_ != period_s; });
        if (woken || period_s == 0) continue;
        lock.unlock();
        if (const auto mined = mine(1); !mined)
            log::error("dev", "cannot make a block: {}", mined.error());
        lock.lock();
    }
}

void DevChain::set_automine(bool on) {
    {
        const Hold hold(*this);
        automine_ = on;
    }
    mine_waiting();
}

bool DevChain::automine() const {
    const std::lock_guard lock(mutex_);
    return automine_;
}

void DevChain::set_interval(std::uint64_t period_s) {
    {
        const Hold hold(*this);
        period_s_ = period_s;
        automine_ = false;  // as anvil: one or the other
    }
    clock_wake_.notify_all();
}

void DevChain::change_settings(const std::function<void(BlockSettings&)>& change) {
    const Hold hold(*this);
    change(settings_);
}

std::uint64_t DevChain::interval_s() const {
    const std::lock_guard lock(mutex_);
    return period_s_;
}

// ---- time

std::int64_t DevChain::increase_time(std::uint64_t seconds) {
    const Hold hold(*this);
    // Many blocks in one second leave the head ahead of the clock: from there, then.
    if (const auto head = chain_.store().header(chain_.store().head().hash); head && *head)
        time_.catch_up((*head)->timestamp);
    return time_.increase(seconds);
}

std::int64_t DevChain::set_time(std::uint64_t timestamp) {
    const Hold hold(*this);
    return time_.set(timestamp);
}

DevChain::Done<> DevChain::set_next_timestamp(std::uint64_t timestamp) {
    const Hold hold(*this);
    const auto head = chain_.store().header(chain_.store().head().hash);
    if (!head || !*head) return std::unexpected("the head cannot be read");
    if (timestamp <= (*head)->timestamp)
        return std::unexpected("Timestamp error: " + std::to_string(timestamp) +
                               " is lower than or equal to previous block's timestamp");
    if (timestamp > TIME_MAX_S) return std::unexpected(too_late(timestamp));
    time_.set_next(timestamp);
    return {};
}

void DevChain::set_timestamp_interval(std::optional<std::uint64_t> seconds) {
    const Hold hold(*this);
    time_.set_interval(seconds);
}

}  // namespace dusk::dev
