#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/node/parallel/aside.hpp>
#include <dusk/node/parallel/block_processor.hpp>

namespace dusk::parallel {
namespace {

std::unexpected<BlockError> fail(BlockFault fault) {
    return std::unexpected(BlockError{.fault = fault, .header = {}, .txn = {}, .txn_index = 0});
}

std::unexpected<BlockError> fail_txn(TxnError error, std::size_t index) {
    return std::unexpected(BlockError{
        .fault = BlockFault::bad_transaction, .header = {}, .txn = error, .txn_index = index});
}

/// Sources that know hashes need not be made for several threads.
class LockedHashes final : public evm::BlockHashSource {
public:
    explicit LockedHashes(const evm::BlockHashSource& hashes) : hashes_(hashes) {}
    Hash32 block_hash(std::uint64_t number) const override {
        const std::lock_guard lock(mutex_);
        return hashes_.block_hash(number);
    }

private:
    const evm::BlockHashSource& hashes_;
    mutable std::mutex mutex_;
};

}  // namespace

BlockProcessor::BlockProcessor(const ProcessorOptions& options)
    : options_(options), workers_(options.threads) {
    for (std::size_t i = 0; i <= workers_.size(); ++i)
        workspaces_.push_back(std::make_unique<evm::Workspace>());
}

RunCounts BlockProcessor::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

std::expected<ExecutedBlock, BlockError> BlockProcessor::execute(const ChainConfig& config,
                                                                 const Header& parent,
                                                                 const Block& block,
                                                                 const BlockSources& sources,
                                                                 std::span<const Address> senders) {
    DUSK_CHECK(senders.size() == block.transactions.size());
    if (workers_.size() == 0 && !options_.parallel)
        return execute_block(config, parent, block, sources, senders);
    if (const auto valid = validate_header(config, parent, block.header); !valid) {
        auto error = fail(BlockFault::bad_header);
        error.error().header = valid.error();
        return error;
    }
    const SharedView base(sources.state);
    const LockedHashes hashes(sources.hashes);
    BlockExecutor executor(config, block_env(block.header), base, sources.crypto, hashes);
    executor.set_interpreter(sources.interpreter);

    std::expected<void, BlockError> body;
    Aside body_check(workers_, [&] { body = check_body(executor.rules(), block); });
    executor.begin();
    const auto ran = run_transactions(executor, base, block, senders);
    body_check.wait();
    if (!body) return std::unexpected(body.error());
    if (!ran) return std::unexpected(ran.error());

    auto result = executor.finish(block.withdrawals.value_or(std::vector<Withdrawal>{}));
    if (!base.ok()) return fail(BlockFault::state_unavailable);
    if (!result) return fail(BlockFault::bad_system_call);
    std::expected<void, BlockError> outcome;
    Aside outcome_check(workers_, [&] { outcome = check_result(block.header, *result); });
    PoolRunner runner(workers_);
    auto update = apply_state_diff(parent.state_root, result->diff, sources.nodes,
                                   sources.root_tasks != nullptr ? sources.root_tasks : &runner);
    outcome_check.wait();
    if (!outcome) return std::unexpected(outcome.error());
    if (!update) return fail(BlockFault::state_unavailable);
    DUSK_TRY_VOID(check_state(executor.rules(), parent, block.header, *update, sources.nodes));
    return ExecutedBlock{*std::move(result), *std::move(update)};
}

std::expected<void, BlockError> BlockProcessor::run_transactions(BlockExecutor& executor,
                                                                 const SharedView& base,
                                                                 const Block& block,
                                                                 std::span<const Address> senders) {
    const std::span<const Transaction> txns{block.transactions};
    std::atomic<std::size_t> executed = 0;
    Aside reads(workers_, [&, ahead = !options_.parallel] {
        for (std::size_t i = 0; ahead && i < txns.size(); i = std::max(i + 1, executed.load()))
            prefetch(base, txns[i], senders[i]);
    });
    std::size_t i = 0;
    for (; i < txns.size(); ++i) {
        // Deposits come first and decide what the others pay for L1.
        if (options_.parallel && !txns[i].is_deposit()) break;
        const auto outcome = executor.execute(txns[i], senders[i]);
        executed = i + 1;
        if (base.ok() && outcome) continue;
        executed = txns.size();
        if (!base.ok()) return fail(BlockFault::state_unavailable);
        return fail_txn(outcome.error(), i);
    }
    return run_parallel(executor, base, txns.subspan(i), senders.subspan(i), i);
}

std::expected<void, BlockError> BlockProcessor::run_parallel(BlockExecutor& executor,
                                                             const SharedView& base,
                                                             std::span<const Transaction> txns,
                                                             std::span<const Address> senders,
                                                             std::size_t first_index) {
    if (txns.empty()) return {};
    BlockRun run(executor, base, txns, senders, workers_, workspaces_);
    const auto done = run.run();
    if (!base.ok()) return fail(BlockFault::state_unavailable);
    if (!done) return fail_txn(done.error().error, first_index + done.error().index);
    const std::lock_guard lock(mutex_);
    counts_.adopted += done->adopted;
    counts_.repeated += done->repeated;
    counts_.in_order += done->in_order;
    return {};
}

}  // namespace dusk::parallel
