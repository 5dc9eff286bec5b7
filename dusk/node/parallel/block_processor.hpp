// BlockProcessor: execute_block() (core/chain) on several threads, with the same result. Beside
// execution: the body's checks, reads of the state that transactions name, receipts, the state
// root. With `parallel`, the transactions themselves (BlockRun).
#pragma once

#include <mutex>

#include <dusk/node/parallel/block_run.hpp>

namespace dusk::parallel {

struct ProcessorOptions {
    /// Beside the calling thread.
    unsigned threads = default_threads();
    /// Transactions of a block are executed at once.
    bool parallel = false;
};

/// Takes one block at a time.
class BlockProcessor {
public:
    explicit BlockProcessor(const ProcessorOptions& options);

    /// As dusk::execute_block(). `senders` has one for each transaction. Should the parent state be
    /// unavailable, serial execution may still find all that the block needs.
    std::expected<ExecutedBlock, BlockError> execute(const ChainConfig& config,
                                                     const Header& parent, const Block& block,
                                                     const BlockSources& sources,
                                                     std::span<const Address> senders);

    WorkerPool& workers() noexcept { return workers_; }
    /// Of all blocks so far; zeros unless `parallel`.
    RunCounts counts() const;

private:
    std::expected<void, BlockError> run_transactions(BlockExecutor& executor,
                                                     const SharedView& base, const Block& block,
                                                     std::span<const Address> senders);
    std::expected<void, BlockError> run_parallel(BlockExecutor& executor, const SharedView& base,
                                                 std::span<const Transaction> txns,
                                                 std::span<const Address> senders,
                                                 std::size_t first_index);

    const ProcessorOptions options_;
    WorkerPool workers_;
    Workspaces workspaces_;
    mutable std::mutex mutex_;
    /// Guarded by mutex_.
    RunCounts counts_;
};

}  // namespace dusk::parallel
