// BlockRun: the transactions of one block, executed by several threads with the result of doing
// them one after the other (optimistic concurrency after Block-STM, Gelashvili et al. 2022).
//
// Workers execute transactions ahead of time on the newest versions of what they read. The calling
// thread goes through the block in order: a run whose reads equal the final state is adopted, any
// other is repeated there. Balances of the coinbase and the fee vaults, which every transaction
// raises, are added up on adoption; a transaction that looks at one of them runs in its turn.
// A transaction waits for the one before it of the same sender.
//
// Limits: work that turned out void is at most a quarter of the block's gas and one running
// transaction a thread; where more than half of the runs are void the rest of the block is executed
// in order.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <dusk/core/chain/execute_block.hpp>
#include <dusk/node/parallel/versions.hpp>
#include <dusk/node/parallel/worker_pool.hpp>

namespace dusk::parallel {

struct RunCounts {
    /// Transactions whose run ahead of time held.
    std::size_t adopted = 0;
    /// … did not hold and was repeated.
    std::size_t repeated = 0;
    /// Executed in their turn only.
    std::size_t in_order = 0;
};

/// One for each thread that executes; kept from block to block.
using Workspaces = std::vector<std::unique_ptr<evm::Workspace>>;

class BlockRun {
public:
    /// All outlive the run. `executor` works on `base` and has begun its block; `txns` follow what
    /// it has executed so far, and on OP chains they begin with one that is no deposit.
    /// `workspaces` are as many as the workers' threads, and one.
    BlockRun(BlockExecutor& executor, const SharedView& base, std::span<const Transaction> txns,
             std::span<const Address> senders, WorkerPool& workers, Workspaces& workspaces);
    ~BlockRun();

    /// Executes all. If one is no valid next transaction: its error and index.
    struct Refusal {
        TxnError error;
        std::size_t index = 0;
    };
    std::expected<RunCounts, Refusal> run();

private:
    using Index = std::int32_t;
    static constexpr Index NOBODY = -1;
    static constexpr Index PASSED = -2;

    enum class Stage : std::uint32_t {
        open,     ///< nobody has it
        running,  ///< a thread runs it ahead of time
        done,     ///< it has run ahead of time
        taken,    ///< the calling thread has it
    };
    struct Task {
        std::atomic<Stage> stage = Stage::open;
        /// The transaction before of the same sender, or NOBODY.
        Index previous = NOBODY;
        /// The transaction after of the same sender that waits, or PASSED once none needs to.
        std::atomic<Index> waiter = NOBODY;
        /// Written before stage `done`. None: refused.
        std::optional<TxnEffects> effects;
        ReadSet reads;
        bool is_certain = false;
    };

    void link_senders();
    void work(evm::Workspace& workspace);
    /// The next transaction that nobody has, or NOBODY.
    Index claim();
    bool try_start(Index index);
    /// Lets the transaction after `index` of its sender run; that one, if it waits here.
    Index pass(Index index);
    void run_ahead(Index index, evm::Workspace& workspace);
    void run_chain(Index index, evm::Workspace& workspace);

    std::expected<void, TxnError> settle(Index index);
    bool holds(const Task& task, const Transaction& txn) const;
    std::expected<void, TxnError> execute_in_turn(Index index);
    void await(Index index);
    void judge();
    void stop();

    BlockExecutor& executor_;
    const SharedView& base_;
    const std::span<const Transaction> txns_;
    const std::span<const Address> senders_;
    WorkerPool& workers_;
    Workspaces& workspaces_;
    const std::vector<Address> fee_recipients_;

    Versions versions_;
    std::vector<Task> tasks_;
    std::atomic<Index> next_ = 0;
    /// One that has waited for its sender's transaction before, or NOBODY.
    std::atomic<Index> ready_ = NOBODY;
    std::atomic<bool> ahead_ = true;
    std::vector<std::future<void>> running_;
    RunCounts counts_;
    std::uint64_t wasted_gas_ = 0;
};

}  // namespace dusk::parallel
