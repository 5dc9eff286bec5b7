// Replay: a block executed anew on its parent's state, transaction by transaction, so that tracers
// see it.
#pragma once

#include <chrono>

#include <dusk/core/chain/block_executor.hpp>
#include <dusk/node/rpc/chain/chain_reader.hpp>

namespace dusk::eth {

class Replay {
public:
    /// "genesis is not traceable" for block 0.
    static Answer<std::unique_ptr<Replay>> open(const ChainReader& chain, const BlockRef& ref);
    /// A block that need not be stored; its parent must be.
    static Answer<std::unique_ptr<Replay>> open(const ChainReader& chain, StoredBlock block);

    const StoredBlock& block() const noexcept { return block_; }
    std::size_t size() const { return block_.body.transactions.size(); }
    /// The transaction that comes next.
    std::size_t next() const noexcept { return next_; }
    const Transaction& txn(std::size_t index) const { return block_.body.transactions[index]; }
    const Address& sender(std::size_t index) const { return block_.body.senders[index]; }
    BlockExecutor& executor() noexcept { return executor_; }
    const StateView& parent() const noexcept { return *parent_; }

    /// Executes the next transaction, watched by `tracer` (null: nobody) until `deadline`.
    Answer<TxnOutcome> step(evm::Tracer* tracer, std::chrono::steady_clock::time_point deadline);
    /// Executes all before `index` that are still to come.
    Answer<bool> skip_to(std::size_t index, std::chrono::steady_clock::time_point deadline);
    /// Ends the block.
    Answer<BlockResult> finish();

private:
    Replay(const ChainReader& chain, StoredBlock block, std::unique_ptr<StateView> parent);

    const StoredBlock block_;
    const std::unique_ptr<StateView> parent_;
    const engine::AncestorHashes hashes_;
    BlockExecutor executor_;
    std::size_t next_ = 0;
};

/// A stored transaction's place, if its block has it.
struct FoundTxn {
    BlockRef block;
    std::size_t index = 0;
};
Answer<std::optional<FoundTxn>> find_txn(const ChainReader& chain, const Hash32& hash);

/// geth's error for a trace that takes too long.
rpc::Error trace_timeout_error();

}  // namespace dusk::eth
