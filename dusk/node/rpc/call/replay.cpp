#include <fmt/format.h>

#include <dusk/node/rpc/call/call_site.hpp>
#include <dusk/node/rpc/call/replay.hpp>
#include <dusk/node/rpc/trace/deadline_tracer.hpp>
#include <dusk/platform/evm/native_interpreter.hpp>

namespace dusk::eth {
namespace {

rpc::Error state_missing() { return rpc::internal_error("the block's state is not available"); }

}  // namespace

Answer<std::unique_ptr<Replay>> Replay::open(const ChainReader& chain, const BlockRef& ref) {
    if (ref.number == 0) return std::unexpected(rpc::server_error("genesis is not traceable"));
    DUSK_TRY(block, chain.block(ref.hash));
    return open(chain, std::move(block));
}

Answer<std::unique_ptr<Replay>> Replay::open(const ChainReader& chain, StoredBlock block) {
    DUSK_TRY(parent, chain.state_after(block.header.parent_hash));
    auto replay = std::unique_ptr<Replay>(new Replay(chain, std::move(block), std::move(parent)));
    replay->executor_.set_interpreter(native_interpreter());
    // The block was accepted: only a developer chain's has contracts as senders.
    replay->executor_.allow_contract_senders();
    replay->executor_.begin();
    return replay;
}

Replay::Replay(const ChainReader& chain, StoredBlock block, std::unique_ptr<StateView> parent)
    : block_(std::move(block)),
      parent_(std::move(parent)),
      hashes_(chain.store(), {block_.header.parent_hash, block_.ref.number - 1}),
      executor_(chain.config(), block_env(block_.header), *parent_, chain.crypto(), hashes_) {}

Answer<TxnOutcome> Replay::step(evm::Tracer* tracer,
                                std::chrono::steady_clock::time_point deadline) {
    DeadlineTracer watch(deadline, tracer);
    executor_.set_tracer(&watch);
    auto outcome = executor_.execute(txn(next_), sender(next_));
    executor_.set_tracer(nullptr);
    ++next_;
    if (watch.is_stopped()) return std::unexpected(trace_timeout_error());
    if (!parent_->ok()) return std::unexpected(state_missing());
    if (!outcome)
        return std::unexpected(rpc::server_error(
            fmt::format("transaction {} is not valid: {}", next_ - 1, to_string(outcome.error()))));
    outcome->output = output_of(*outcome, executor_.state());
    return *std::move(outcome);
}

Answer<bool> Replay::skip_to(std::size_t index, std::chrono::steady_clock::time_point deadline) {
    while (next_ < index) DUSK_TRY_VOID(step(nullptr, deadline));
    return true;
}

Answer<BlockResult> Replay::finish() {
    auto result = executor_.finish(block_.body.withdrawals.value_or(std::vector<Withdrawal>{}));
    if (!result || !parent_->ok()) return std::unexpected(state_missing());
    return *std::move(result);
}

Answer<std::optional<FoundTxn>> find_txn(const ChainReader& chain, const Hash32& hash) {
    DUSK_TRY(found, stored(chain.store().find_txn(hash)));
    if (!found) return std::optional<FoundTxn>{};
    return std::optional<FoundTxn>{
        FoundTxn{{found->block_hash, found->block_number}, found->index}};
}

rpc::Error trace_timeout_error() { return rpc::server_error("execution timeout"); }

}  // namespace dusk::eth
