#include <dusk/core/base/result.hpp>
#include <dusk/node/parallel/block_run.hpp>

namespace dusk::parallel {
namespace {

/// Runs to look at before giving up on running ahead.
constexpr std::size_t RUNS_MIN = 8;
/// The share of the block's gas that may be spent on void runs.
constexpr std::uint64_t WASTE_DIVISOR = 4;

}  // namespace

BlockRun::BlockRun(BlockExecutor& executor, const SharedView& base,
                   std::span<const Transaction> txns, std::span<const Address> senders,
                   WorkerPool& workers, Workspaces& workspaces)
    : executor_(executor),
      base_(base),
      txns_(txns),
      senders_(senders),
      workers_(workers),
      workspaces_(workspaces),
      fee_recipients_(executor.fee_recipients()),
      tasks_(txns.size()) {
    DUSK_CHECK(workspaces_.size() > workers_.size());
    link_senders();
    // Asked for by the first transaction that pays, and the same for all from then on.
    if (executor_.rules().is_op() && !txns_.empty()) (void)executor_.l1_fee_params();
}

BlockRun::~BlockRun() { stop(); }

void BlockRun::link_senders() {
    FlatMap<Address, Index> last;
    for (std::size_t i = 0; i < txns_.size(); ++i) {
        const auto [previous, is_new] = last.try_insert(senders_[i], static_cast<Index>(i));
        if (is_new) continue;
        tasks_[i].previous = *previous;
        *previous = static_cast<Index>(i);
    }
}

// Ahead of time -----------------------------------------------------------------------------

bool BlockRun::try_start(Index index) {
    auto open = Stage::open;
    return tasks_[static_cast<std::size_t>(index)].stage.compare_exchange_strong(open,
                                                                                 Stage::running);
}

BlockRun::Index BlockRun::claim() {
    while (ahead_) {
        if (const auto ready = ready_.exchange(NOBODY); ready != NOBODY && try_start(ready))
            return ready;
        const auto index = next_.fetch_add(1);
        if (index >= static_cast<Index>(tasks_.size())) return NOBODY;
        const auto previous = tasks_[static_cast<std::size_t>(index)].previous;
        if (previous != NOBODY) {
            auto nobody = NOBODY;
            auto& waiter = tasks_[static_cast<std::size_t>(previous)].waiter;
            // Whoever ends the previous one goes on with this one.
            if (waiter.compare_exchange_strong(nobody, index)) continue;
        }
        if (try_start(index)) return index;
    }
    return NOBODY;
}

BlockRun::Index BlockRun::pass(Index index) {
    return tasks_[static_cast<std::size_t>(index)].waiter.exchange(PASSED);
}

void BlockRun::run_ahead(Index index, evm::Workspace& workspace) {
    const auto i = static_cast<std::size_t>(index);
    auto& task = tasks_[i];
    VersionedView view(base_, versions_, static_cast<TxnIndex>(index), fee_recipients_);
    auto effects = executor_.speculate(view, txns_[i], senders_[i], workspace);
    task.is_certain = view.is_certain();
    task.reads = view.take_reads();
    if (effects) {
        if (task.is_certain) versions_.publish(static_cast<TxnIndex>(index), effects->diff);
        task.effects = *std::move(effects);
    }
    task.stage.store(Stage::done, std::memory_order_release);
    task.stage.notify_all();
}

void BlockRun::run_chain(Index index, evm::Workspace& workspace) {
    while (index != NOBODY) {
        run_ahead(index, workspace);
        const auto waiter = pass(index);
        index = waiter >= 0 && ahead_ && try_start(waiter) ? waiter : NOBODY;
    }
}

void BlockRun::work(evm::Workspace& workspace) {
    for (auto index = claim(); index != NOBODY; index = claim()) run_chain(index, workspace);
}

// In order ----------------------------------------------------------------------------------

void BlockRun::stop() {
    ahead_ = false;
    for (auto& thread : running_) thread.wait();
    running_.clear();
}

std::expected<RunCounts, BlockRun::Refusal> BlockRun::run() {
    if (workers_.size() == 0) ahead_ = false;
    for (std::size_t i = 0; i < workers_.size() && i + 1 < txns_.size(); ++i)
        running_.push_back(
            workers_.start([this, &workspace = *workspaces_[i + 1]] { work(workspace); }));
    for (std::size_t i = 0; i < txns_.size(); ++i)
        if (const auto settled = settle(static_cast<Index>(i)); !settled) {
            stop();
            return std::unexpected(Refusal{settled.error(), i});
        }
    stop();
    return counts_;
}

/// While another thread runs `index`, this one runs others.
void BlockRun::await(Index index) {
    auto& stage = tasks_[static_cast<std::size_t>(index)].stage;
    while (stage.load(std::memory_order_acquire) == Stage::running) {
        if (const auto other = claim(); other != NOBODY)
            run_chain(other, *workspaces_[0]);
        else
            stage.wait(Stage::running, std::memory_order_acquire);
    }
}

bool BlockRun::holds(const Task& task, const Transaction& txn) const {
    return task.is_certain && task.effects && executor_.has_room(txn, task.effects->outcome) &&
           task.reads.holds_in(executor_.state());
}

std::expected<void, TxnError> BlockRun::settle(Index index) {
    auto& task = tasks_[static_cast<std::size_t>(index)];
    auto open = Stage::open;
    if (task.stage.compare_exchange_strong(open, Stage::taken)) {
        ++counts_.in_order;
        DUSK_TRY_VOID(execute_in_turn(index));
        // The sender's next is for whoever comes first, this thread in its turn at the latest.
        if (const auto waiter = pass(index); waiter >= 0) ready_ = waiter;
        return {};
    }
    await(index);
    if (holds(task, txns_[static_cast<std::size_t>(index)])) {
        ++counts_.adopted;
        executor_.adopt(*std::move(task.effects));
    } else {
        ++counts_.repeated;
        if (task.effects) wasted_gas_ += task.effects->outcome.gas_used;
        if (task.effects && task.is_certain)
            versions_.retract(static_cast<TxnIndex>(index), task.effects->diff);
        DUSK_TRY_VOID(execute_in_turn(index));
    }
    judge();
    task.effects.reset();
    task.reads = {};
    return {};
}

std::expected<void, TxnError> BlockRun::execute_in_turn(Index index) {
    const auto i = static_cast<std::size_t>(index);
    if (!ahead_) {
        // Nobody reads versions any more.
        DUSK_TRY(outcome, executor_.execute(txns_[i], senders_[i]));
        (void)outcome;
        return {};
    }
    const FinalView view(executor_.state(), base_, versions_);
    DUSK_TRY(effects, executor_.prepare(view, txns_[i], senders_[i]));
    versions_.publish(static_cast<TxnIndex>(index), effects.diff);
    executor_.adopt(std::move(effects));
    return {};
}

/// Stops running ahead where it does not pay.
void BlockRun::judge() {
    const auto runs = counts_.adopted + counts_.repeated;
    const bool is_in_vain = runs >= RUNS_MIN && counts_.repeated * 2 > runs;
    if (is_in_vain || wasted_gas_ > executor_.env().gas_limit / WASTE_DIVISOR) ahead_ = false;
}

}  // namespace dusk::parallel
